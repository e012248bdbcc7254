"""What protects from faults, and what stands there without it: for `tests.bench.mutants.protections`.

A case that is held twice names both places.
"""

SCANS = "app/services/scans.py"
WORK = "app/services/scan_work.py"
INVOICES = "app/services/invoices.py"
LEFTOVERS = "app/services/leftovers.py"
SWEEP = "app/services/sweep.py"
EVENTS = "app/services/events.py"
UPLOADS = "app/services/uploads.py"
TAKING_IN = "app/services/taking_in.py"
STATES = "app/domain/scan.py"
S3 = "app/adapters/aws/s3_documents.py"
TABLE = "app/adapters/dynamodb/table.py"
SCANS_IN_MEMORY, UPLOADS_IN_MEMORY = "tests/fakes/scans.py", "tests/fakes/uploads.py"
TEXTRACT = "app/adapters/textract/jobs.py"
ONCE = "app/api/idempotency.py"
BATCHES = "app/batches.py"
CLIENTS = "app/adapters/aws/clients.py"
REFUSALS = "app/adapters/aws/refusals.py"

Edit = tuple[str, str, str]

FAULTS: dict[str, tuple[Edit, ...]] = {
    "F01": ((ONCE, "        if self._key is None:", "        if True:"),),
    "F02": ((SCANS_IN_MEMORY, "                if whose == owner and _same_work(kept, scan):", "                if False:"),),
    "F03": ((SCANS_IN_MEMORY, "                if whose == owner and _same_work(kept, scan):", "                if False:"),),
    "F04": ((WORK, "            if scan.sent:\n                self._advance(owner, scan, state=ScanState.READING, stage=None, sent=False)\n            raise", "            raise"),),
    "F05": ((WORK, "WAITS_AT_MOST = timedelta(minutes=25)", "WAITS_AT_MOST = timedelta(days=25)"),),
    "F06": ((WORK, "            if scan.sent:\n                self._advance(owner, scan, state=ScanState.READING, stage=None, sent=False)\n            raise", "            raise"),),
    "F07": ((WORK, "        except DocumentRejected as error:\n            self.fail(job", "        except ZeroDivisionError as error:\n            self.fail(job"),),
    "F08": ((WORK, "        except Misconfigured as error:", "        except ZeroDivisionError as error:"),),
    "F09": ((TEXTRACT, "            return self._start(place, other, tag)", "            return self._start(place, sha256, tag)"),),
    "F10": ((WORK, "        except NoResponse as error:\n            if scan.sent:", "        except NoResponse as error:\n            if False:"),),
    "F11": ((WORK, "        except NoResponse as error:\n            if scan.sent:", "        except NoResponse as error:\n            if False:"),),
    "F12": ((TAKING_IN, "        self._documents.put(owner, key, data)\n        try:", "        self._scans.add(owner, scan, quota=self._quota)\n        self._documents.put(owner, key, data)\n        try:"),),
    "F13": ((SWEEP, "        yield from self._half_saved(mend, delete)\n", ""),),
    "F14": ((SWEEP, "        yield from self._half_saved(mend, delete)\n", ""),),
    "F15": ((INVOICES, "        if (before.version, before.invoice) == (version + 1, invoice):\n            return before\n", ""),),
    "F16": ((ONCE, "RUN_FOR = timedelta(seconds=60)", "RUN_FOR = timedelta(hours=24)"),),
    "F17": (("app/adapters/sqlite/idempotency.py", "utc_text(now + run_for)", "utc_text(now + KEPT_FOR)"),),
    "F18": ((S3, "                if self._is_kept(name, checksum):\n                    return\n", ""),),
    "F19": (("app/adapters/files/documents.py", "        if self._get(path) != data:", "        if False:"),),
    "F20": ((S3, 'Key=name, ChecksumMode="ENABLED")', "Key=name)"),),
    "F21": (("app/adapters/aws/timeouts.py", '    "dynamodb": Timeouts(1, 2, 3),', '    "dynamodb": Timeouts(1, 2, 1),'),),
    "F22": ((TABLE, "if codes and not _CONFLICTS & set(codes):", "if codes:"),),
    "F23": (("app/adapters/aws/timeouts.py", '    "dynamodb": Timeouts(1, 2, 3),', '    "dynamodb": Timeouts(1, 2, 1),'),),
    "F24": (("app/adapters/dynamodb/chunks.py", "_PIECE = 350_000", "_PIECE = 3_500_000"),),
    "F25": ((TABLE, "TableName=self.name, Key=_key(pk, sk), ConsistentRead=True", "TableName=self.name, Key=_key(pk, sk), ConsistentRead=False"),),
    "F26": (("app/adapters/sqlite/invoices.py", "            if before.version != record.version - 1:", "            if False:"),),
    "F27": ((STATES, "    ScanState.DONE: frozenset[ScanState](),", "    ScanState.DONE: frozenset({ScanState.READING, ScanState.DONE}),"),),
    "F28": ((STATES, "    ScanState.CANCELLED: frozenset[ScanState](),", "    ScanState.CANCELLED: frozenset({ScanState.DONE, ScanState.READING}),"),),
    "F29": ((INVOICES, "        self._invoices.delete(owner, invoice_id, version=version)\n        self._announce(", "        self._announce("), (INVOICES, "        for scan_id in (*scan_ids, record.scan_id):\n", "        self._invoices.delete(owner, invoice_id, version=version)\n        for scan_id in (*scan_ids, record.scan_id):\n")),
    "F30": ((UPLOADS, "        if upload.scan_id is not None:\n            return self._noted(owner, upload.scan_id, known=upload.known)\n        key", "        key"), (UPLOADS, "        self._documents.delete(owner, key)\n        return scan", "        return scan"), (SCANS_IN_MEMORY, "                if whose == owner and _same_work(kept, scan):", "                if False:"),),
    "F31": ((STATES, "    ScanState.DONE: frozenset[ScanState](),", "    ScanState.DONE: frozenset({ScanState.READING, ScanState.DONE}),"),),
    "F32": ((UPLOADS_IN_MEMORY, "if (owner.key, name) == (owner_key, upload_id)", "if name == upload_id"),),
    "F33": ((UPLOADS, "        upload = self._uploads.add(owner, upload, quota=self._quota)\n        key = Key(Kind.UPLOAD, upload.id)\n        return upload, self._documents.ticket(owner, key, media_type=upload.media_type, max_bytes=upload.held)", "        key = Key(Kind.UPLOAD, upload.id)\n        ticket = self._documents.ticket(owner, key, media_type=upload.media_type, max_bytes=self._max_bytes)\n        upload = self._uploads.add(owner, upload, quota=self._quota)\n        return upload, ticket"),),
    "F34": ((SWEEP, "        yield from self._unseen_uploads(mend, has_time)\n", ""),),
    "F35": (("app/adapters/aws/events.py", '            raise ValueError(f"a message of another form', '            raise SystemExit(f"a message of another form'),),
    "F36": ((BATCHES, "            return False\n        return True", "            return True\n        return True"),),
    "F37": ((BATCHES, "                self._give_up(events)", "                pass"),),
    "F38": ((BATCHES, "            return False\n        return True", "            return True\n        return True"),),
    "F39": ((UPLOADS, "        if upload.scan_id is not None:\n            return self._noted(owner, upload.scan_id, known=upload.known)\n        key", "        key"), (UPLOADS, "        self._documents.delete(owner, key)\n        return scan", "        return scan"), (SCANS_IN_MEMORY, "                if whose == owner and _same_work(kept, scan):", "                if False:"),),
    "F40": ((STATES, "if self.sent and later.state is", "if False and later.state is"),),
    "F41": ((WORK, "            if scan.sent:\n                return self._await_answer(job.owner, scan)\n", ""),),
    "F42": ((SWEEP, "SCAN_ENDS_WITHIN = timedelta(minutes=30)", "SCAN_ENDS_WITHIN = timedelta(hours=30)"),),
    "F43": ((UPLOADS, "        if upload.scan_id is not None:\n            return self._noted(owner, upload.scan_id, known=upload.known)\n        key", "        key"), (UPLOADS, "        self._documents.delete(owner, key)\n        return scan", "        return scan"), (SCANS_IN_MEMORY, "                if whose == owner and _same_work(kept, scan):", "                if False:"),),
    "F44": ((TEXTRACT, "return self._start(place, sha256, tag)", 'return self._start(place, __import__("secrets").token_hex(16), tag)'),),
    "F45": ((EVENTS, "        if scan.job is None and not scan.state.ended:", "        if False:"),),
    "F46": (("app/adapters/aws/events.py", 'if body["TopicArn"] != self._topic:', "if False:"),),
    "F47": ((WORK, "        except DocumentRejected as error:\n            self.fail(job", "        except ZeroDivisionError as error:\n            self.fail(job"),),
    "F48": ((TEXTRACT, "        if digest not in seen and", "        if True and"),),
    "F49": ((TEXTRACT, '                return Failed("gave-up", "Textract keeps', '                raise Failed("gave-up", "Textract keeps'),),
    "F50": (("app/adapters/sqlite/jobs.py", "ORDER BY owners.turn, ", "ORDER BY "),),
    "F51": (("app/adapters/tokens/key_cache.py", "        if self._running is not None:", "        if False:"),),
    "F52": (("app/adapters/tokens/key_cache.py", "        self._pause_until = self._now() + pause", "        self._pause_until = math.inf"),),
    "F53": ((REFUSALS, '    log.error("%s refuses us: %s", part, code)\n', ""),),
    "F54": (("app/domain/scan_counts.py", "(month + timedelta(days=31))", "(month + timedelta(days=28))"),),
    "F55": ((REFUSALS, '    log.error("%s refuses us: %s", part, code)\n', ""),),
    "F56": ((REFUSALS, '    log.error("%s refuses us: %s", part, code)\n', ""),),
    "F57": (("app/adapters/aws/sqs_jobs.py", '        if content.pop("version") != 1:', "        if False:"),),
    "F58": ((INVOICES, "    if record.form > FORM or record.stands_in:", "    if False:"),),
    "F59": ((SCANS_IN_MEMORY, "            self.counts = counted\n", ""),),
    "F60": ((SWEEP, "delete and self._invoices.take_back(owner, record.id)", "delete and self._invoices.delete(owner, record.id, version=None)"),),
    "F61": (("app/adapters/files/durable.py", "_NO_SPACE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)", "_NO_SPACE = ()"),),
    "F62": (("app/adapters/files/durable.py", "        os.fsync(file.fileno())\n", ""),),
    "F63": (("app/adapters/sqlite/database.py", "WAIT_SECONDS = 5.0", "WAIT_SECONDS = 0.0"),),
    "F64": ((LEFTOVERS, "yield from self._tell(stored, note=note)", "self._documents.delete_found(stored)"),),
}  # fmt: skip
