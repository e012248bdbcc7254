"""The tables, as numbered steps. A step that was released never changes: a new one is added behind it.

`PRAGMA user_version` of a database is the number of steps it has gone through. A program opens it that does not know
all of them, if those are `BESIDE`: `least_steps` in the database says how many it has to know. Times are UTC text of
fixed length, so that text order is time order. `owner` is part of every key and index but those of the sweeping ones.
"""

# Every filter of a list is answered from the index that gives its order, without a look at the rows it passes by.
_FILTERED = "issue_date, due_date, currency, status, gross, seller, failed"

_FIRST = (
    "CREATE TABLE owners (number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, issuer TEXT NOT NULL, "
    "subject TEXT NOT NULL) STRICT",
    # Scans. `body` is the scan without its reading, which is large and rarely wanted.
    """CREATE TABLE scans (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        owner INTEGER NOT NULL REFERENCES owners (number),
        id TEXT NOT NULL,
        state TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        reader TEXT NOT NULL,
        reader_version TEXT NOT NULL,
        created_at TEXT NOT NULL,
        updated_at TEXT NOT NULL,
        invoice_id TEXT,
        body TEXT NOT NULL,
        reading TEXT,
        UNIQUE (owner, id)
    ) STRICT""",
    "CREATE INDEX scans_of_bytes ON scans (owner, sha256, reader, reader_version)",
    "CREATE INDEX scans_newest ON scans (owner, created_at, id, state, invoice_id)",
    "CREATE INDEX scans_unfinished ON scans (number, updated_at) WHERE state IN ('queued', 'reading')",
    "CREATE INDEX scans_unsaved ON scans (updated_at, number) "
    "WHERE invoice_id IS NULL AND state NOT IN ('queued', 'reading')",
    """CREATE TABLE scan_counts (
        owner INTEGER NOT NULL REFERENCES owners (number),
        span TEXT NOT NULL,
        start TEXT NOT NULL,
        scans INTEGER NOT NULL,
        pages INTEGER NOT NULL,
        PRIMARY KEY (owner, span, start)
    ) STRICT, WITHOUT ROWID""",
    # Invoices: what lists need is kept apart from the record, which is ten times as large.
    """CREATE TABLE invoices (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        owner INTEGER NOT NULL REFERENCES owners (number),
        id TEXT NOT NULL,
        scan_id TEXT NOT NULL,
        stored INTEGER NOT NULL,
        version INTEGER NOT NULL,
        status TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        created_at TEXT NOT NULL,
        issue_date TEXT,
        due_date TEXT,
        currency TEXT,
        gross BLOB,
        seller TEXT,
        seller_key TEXT,
        number_key TEXT,
        failed TEXT NOT NULL,
        summary TEXT NOT NULL,
        UNIQUE (owner, id),
        UNIQUE (owner, scan_id)
    ) STRICT""",
    f"CREATE INDEX invoices_by_created_at ON invoices (owner, created_at, id, {_FILTERED}) WHERE stored = 1",
    f"CREATE INDEX invoices_by_issue_date ON invoices (owner, issue_date, id, {_FILTERED}) WHERE stored = 1",
    f"CREATE INDEX invoices_by_gross ON invoices (owner, gross, id, {_FILTERED}) WHERE stored = 1",
    f"CREATE INDEX invoices_by_seller ON invoices (owner, seller, id, {_FILTERED}) WHERE stored = 1",
    "CREATE INDEX invoices_of_bytes ON invoices (owner, sha256) WHERE stored = 1",
    "CREATE INDEX invoices_of_business ON invoices (owner, seller_key, number_key) WHERE stored = 1",
    "CREATE INDEX invoices_pending ON invoices (number, created_at) WHERE stored = 0",
    # `words` stays beside the record because the search index can only forget a text that it is told again.
    """CREATE TABLE invoice_records (
        number INTEGER PRIMARY KEY REFERENCES invoices (number) ON DELETE CASCADE,
        words TEXT NOT NULL,
        record TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE invoice_changes (
        number INTEGER NOT NULL REFERENCES invoices (number) ON DELETE CASCADE,
        version INTEGER NOT NULL,
        change TEXT NOT NULL,
        PRIMARY KEY (number, version)
    ) STRICT, WITHOUT ROWID""",
    # Every word begins with six signs that stand for its owner: no term of the index is shared between owners, so
    # neither content nor speed of a search depends on others. Prefix lengths are these six and 1 to 3 letters.
    "CREATE VIRTUAL TABLE invoice_search USING fts5 "
    "(words, content='', detail=none, columnsize=0, tokenize='ascii', prefix='7 8 9')",
    # Sums are decimal text: 30 digits do not fit into a number of the database.
    """CREATE TABLE invoice_totals (
        owner INTEGER NOT NULL REFERENCES owners (number),
        month TEXT NOT NULL,
        seller TEXT NOT NULL,
        currency TEXT NOT NULL,
        count INTEGER NOT NULL,
        net TEXT NOT NULL,
        tax TEXT NOT NULL,
        gross TEXT NOT NULL,
        PRIMARY KEY (owner, month, seller, currency)
    ) STRICT, WITHOUT ROWID""",
    # Jobs. Without a receipt: waits from `free_at` on. With one: taken until `free_at`.
    """CREATE TABLE jobs (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        owner INTEGER NOT NULL REFERENCES owners (number),
        scan_id TEXT NOT NULL,
        free_at TEXT NOT NULL,
        receipt TEXT UNIQUE,
        attempt INTEGER NOT NULL
    ) STRICT""",
    "CREATE INDEX jobs_of_scan ON jobs (owner, scan_id)",
    """CREATE TABLE answers (
        owner INTEGER NOT NULL REFERENCES owners (number),
        route TEXT NOT NULL,
        key TEXT NOT NULL,
        fingerprint TEXT NOT NULL,
        expires_at TEXT NOT NULL,
        about TEXT,
        status INTEGER,
        headers TEXT,
        body BLOB,
        PRIMARY KEY (owner, route, key)
    ) STRICT""",
    "CREATE INDEX answers_about ON answers (owner, about)",
    "CREATE INDEX answers_expired ON answers (expires_at)",
)

# What an owner keeps, and what all owners had read on a day, as sums over an index.
_ROOM = (
    "ALTER TABLE scans ADD COLUMN size INTEGER NOT NULL DEFAULT 0",
    "UPDATE scans SET size = json_extract(body, '$.document.size')",
    "CREATE INDEX scans_sizes ON scans (owner, size)",
    "CREATE INDEX scan_counts_by_start ON scan_counts (span, start, pages)",
)

_UPLOADS = (
    """CREATE TABLE uploads (
        owner INTEGER NOT NULL REFERENCES owners (number),
        id TEXT NOT NULL,
        created_at TEXT NOT NULL,
        body TEXT NOT NULL,
        PRIMARY KEY (owner, id)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX uploads_by_age ON uploads (created_at)",
    "ALTER TABLE jobs ADD COLUMN request_id TEXT",
)

# What was read by which reader, begun with the scans that are there.
_READ_TOTALS = (
    """CREATE TABLE read_totals (
        owner INTEGER NOT NULL REFERENCES owners (number),
        month TEXT NOT NULL,
        reader TEXT NOT NULL,
        documents INTEGER NOT NULL,
        pages INTEGER NOT NULL,
        micro_usd INTEGER NOT NULL,
        PRIMARY KEY (owner, month, reader)
    ) STRICT, WITHOUT ROWID""",
    """INSERT INTO read_totals
    SELECT owner, substr(updated_at, 1, 7), json_extract(reading, '$.reader'), count(*),
        sum(json_extract(reading, '$.pages')),
        sum(CAST(round(1000000 * ifnull(json_extract(reading, '$.cost.pages')
            * CAST(json_extract(reading, '$.cost.usd_per_page') AS REAL), 0)) AS INTEGER))
    FROM scans WHERE state = 'done' AND reading IS NOT NULL GROUP BY 1, 2, 3""",
)

# When the jobs of an owner were last served, as the number of the turn.
_TURNS = ("ALTER TABLE owners ADD COLUMN turn INTEGER NOT NULL DEFAULT 0",)

# Words of recognized pages, as long as the owner has a scan or an invoice of the bytes.
_NOT_HAD = (
    "NOT EXISTS (SELECT 1 FROM scans WHERE owner = OLD.owner AND sha256 = OLD.sha256 AND state != 'cancelled') "
    "AND NOT EXISTS (SELECT 1 FROM invoices WHERE owner = OLD.owner AND sha256 = OLD.sha256)"
)
_FORGET = f"BEGIN DELETE FROM page_words WHERE owner = OLD.owner AND sha256 = OLD.sha256 AND {_NOT_HAD}; END"
_PAGE_WORDS = (
    """CREATE TABLE page_words (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        owner INTEGER NOT NULL REFERENCES owners (number),
        sha256 TEXT NOT NULL,
        page INTEGER NOT NULL,
        version TEXT NOT NULL,
        words BLOB NOT NULL,
        UNIQUE (owner, sha256, page, version)
    ) STRICT""",
    "CREATE INDEX invoices_of_all_bytes ON invoices (owner, sha256)",
    f"CREATE TRIGGER words_of_scan AFTER DELETE ON scans {_FORGET}",
    f"CREATE TRIGGER words_of_cancelled AFTER UPDATE OF state ON scans WHEN NEW.state = 'cancelled' {_FORGET}",
    f"CREATE TRIGGER words_of_invoice AFTER DELETE ON invoices {_FORGET}",
)

# Jobs that somebody waits for.
_URGENT = ("ALTER TABLE jobs ADD COLUMN urgent INTEGER NOT NULL DEFAULT 0",)

# For programs that are older than the database.
_LEAST = (
    "CREATE TABLE least_steps (steps INTEGER NOT NULL) STRICT",
    "INSERT INTO least_steps (steps) VALUES (0)",
)

# What each invoice counts as in sums, and by what the same document is known; the totals of what counts and of what is
# left out. Rows without `counts` are counted by the program when it starts (`SqliteInvoices`).
_COUNTED = (
    "ALTER TABLE invoices ADD COLUMN counts TEXT",
    "ALTER TABLE invoices ADD COLUMN same_file TEXT",
    "ALTER TABLE invoices ADD COLUMN same_claim TEXT",
    "CREATE INDEX invoices_of_same_file ON invoices (owner, same_file, created_at, id) WHERE counts IS NOT NULL",
    "CREATE INDEX invoices_of_same_claim ON invoices (owner, same_claim, created_at, id) WHERE counts IS NOT NULL",
    "CREATE INDEX invoices_not_counted_yet ON invoices (owner) WHERE stored = 1 AND counts IS NULL",
    "DROP TABLE invoice_totals",
    """CREATE TABLE invoice_totals (
        owner INTEGER NOT NULL REFERENCES owners (number),
        month TEXT NOT NULL,
        seller TEXT NOT NULL,
        currency TEXT NOT NULL,
        counts TEXT NOT NULL,
        count INTEGER NOT NULL,
        net TEXT NOT NULL,
        tax TEXT NOT NULL,
        gross TEXT NOT NULL,
        PRIMARY KEY (owner, month, seller, currency, counts)
    ) STRICT, WITHOUT ROWID""",
)

# The sweeper's rounds, and what waits by their count of days. An upload without a day gets one later.
_ROUNDS = (
    """CREATE TABLE rounds (
        only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
        day INTEGER NOT NULL,
        made_at TEXT NOT NULL,
        steady_since TEXT NOT NULL
    ) STRICT""",
    "ALTER TABLE scans ADD COLUMN waits_from INTEGER",
    "ALTER TABLE uploads ADD COLUMN day INTEGER",
    "DROP INDEX uploads_by_age",
    "CREATE INDEX uploads_by_day ON uploads (day)",
)

# What knows an installation, and documents without a record. Their owner may be one who has no number any more.
_KEEPING = (
    "CREATE TABLE installation (id TEXT NOT NULL, stamp INTEGER NOT NULL, at TEXT NOT NULL) STRICT",
    """CREATE TABLE loose_documents (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        owner TEXT NOT NULL,
        kind TEXT NOT NULL,
        id TEXT NOT NULL,
        dropped INTEGER NOT NULL,
        size INTEGER NOT NULL,
        modified_at TEXT NOT NULL,
        UNIQUE (owner, id)
    ) STRICT""",
)

# Scans that read the document of another one again. What older releases kept are first ones, doubles among them.
_AGAIN = (
    "ALTER TABLE scans ADD COLUMN again_of TEXT",
    "CREATE INDEX scans_again ON scans (owner, again_of) WHERE again_of IS NOT NULL",
    "CREATE INDEX scans_first_sizes ON scans (owner, size) WHERE again_of IS NULL",
)

# Browsers that were let in, and sign-ins; those that were ended stay until none of their tokens can hold.
_SIGN_INS = (
    """CREATE TABLE sign_ins (
        id TEXT PRIMARY KEY,
        secret TEXT NOT NULL,
        client TEXT NOT NULL,
        browser TEXT,
        about TEXT NOT NULL,
        holds_until INTEGER NOT NULL,
        ended INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID""",
)

# Room that is held for the files of uploads: until when, while they are awaited; without an end when they are there.
_HELD = (
    "ALTER TABLE uploads ADD COLUMN held INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE uploads ADD COLUMN held_until TEXT",
    "CREATE INDEX uploads_held ON uploads (owner, held_until, held) WHERE held > 0",
    # Bytes of an invoice's record and history, kept by triggers: so programs that do not know of them keep them, too.
    "ALTER TABLE invoices ADD COLUMN kept_bytes INTEGER NOT NULL DEFAULT 0",
    "UPDATE invoices SET kept_bytes = ifnull((SELECT length(CAST(record AS BLOB)) FROM invoice_records r "
    "WHERE r.number = invoices.number), 0) + ifnull((SELECT sum(length(CAST(change AS BLOB))) FROM invoice_changes c "
    "WHERE c.number = invoices.number), 0)",
    "CREATE INDEX invoices_kept_bytes ON invoices (owner, kept_bytes)",
    *(
        f"CREATE TRIGGER {name} AFTER {when} BEGIN "
        f"UPDATE invoices SET kept_bytes = kept_bytes + {more} WHERE number = NEW.number; END"
        for name, when, more in (
            ("bytes_of_record", "INSERT ON invoice_records", "length(CAST(NEW.record AS BLOB))"),
            (
                *("bytes_of_next_record", "UPDATE OF record ON invoice_records"),
                "length(CAST(NEW.record AS BLOB)) - length(CAST(OLD.record AS BLOB))",
            ),
            ("bytes_of_change", "INSERT ON invoice_changes", "length(CAST(NEW.change AS BLOB))"),
        )
    ),
)

# Events on their way out. `state`: `waiting`, `delivered` or `failed`; `ended_day`: counted day of the end.
_EVENTS = (
    """CREATE TABLE events (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        owner INTEGER NOT NULL REFERENCES owners (number),
        id TEXT NOT NULL,
        about TEXT NOT NULL,
        type TEXT NOT NULL,
        body TEXT NOT NULL,
        at TEXT NOT NULL,
        state TEXT NOT NULL DEFAULT 'waiting',
        free_at TEXT NOT NULL,
        receipt TEXT,
        attempts INTEGER NOT NULL DEFAULT 0,
        ended_day INTEGER,
        UNIQUE (owner, id)
    ) STRICT""",
    "CREATE INDEX events_waiting ON events (owner, about, number) WHERE state = 'waiting'",
    "CREATE INDEX events_due ON events (number, free_at) WHERE state = 'waiting'",
    "CREATE INDEX events_ended ON events (ended_day) WHERE state <> 'waiting'",
)

# Exports that are made as jobs. An older program leaves them alone: its worker finds no scan for such a job, and the
# sweep of a newer one puts it again.
_EXPORTS = (
    """CREATE TABLE exports (
        owner INTEGER NOT NULL REFERENCES owners (number),
        id TEXT NOT NULL,
        version INTEGER NOT NULL,
        body TEXT NOT NULL,
        PRIMARY KEY (owner, id)
    ) STRICT, WITHOUT ROWID""",
)

STEPS: tuple[tuple[str, ...], ...] = (
    *(_FIRST, _ROOM, _UPLOADS, _READ_TOTALS, _TURNS, _PAGE_WORDS, _URGENT, _LEAST, _COUNTED, _ROUNDS),
    *(_KEEPING, _AGAIN, _SIGN_INS, _HELD, _EVENTS, _EXPORTS),
)

# Steps beside which a program can work that does not know them: it may neither have to fill what they add, nor may
# they rest on what it does not write. A column has a default, and what is derived is made anew by whoever needs it.
BESIDE: tuple[tuple[str, ...], ...] = (_LEAST, _ROUNDS, _AGAIN, _SIGN_INS, _HELD, _EVENTS, _EXPORTS)


def least_steps() -> int:
    """How many steps a program has to know to work with a database of today."""
    return 1 + max(place for place, step in enumerate(STEPS) if step not in BESIDE)
