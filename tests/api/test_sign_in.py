"""The local sign-in over HTTP: code and PKCE, renewal, sign-out, and everything that must not work."""

import base64
import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from app.adapters.sign_in.issuer import LocalIssuer
from app.adapters.sign_in.key import SigningKey, signing_key
from app.adapters.sqlite.database import SqliteDatabase
from app.adapters.sqlite.sign_ins import SqliteSignIns
from app.adapters.tokens.form import take_apart
from tests.fakes import SettableClock
from tests.sign_in_app import Browser, app_with_sign_in
from tests.signed_tokens import NOW

HERE = "http://127.0.0.1:8000"
RETURN = f"{HERE}/docs/oauth2-redirect"
VERIFIER = "verifier-verifier-verifier-verifier-verifier"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
ASKED = {
    "response_type": "code",
    "client_id": "invoices-docs",
    "redirect_uri": RETURN,
    "state": "st&te=1?",
    "code_challenge": CHALLENGE,
    "code_challenge_method": "S256",
    "scope": "openid invoices/read",
    "nonce": "n-1",
}


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> SigningKey:
    return signing_key(tmp_path_factory.mktemp("issuer"))


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock(datetime.fromtimestamp(NOW, UTC))


@pytest.fixture
def issuer(key: SigningKey, sign_ins: SqliteSignIns, clock: SettableClock) -> LocalIssuer:
    return LocalIssuer(key, sign_ins, host="127.0.0.1", port=8000, clock=clock)


@pytest.fixture
def stranger(issuer: LocalIssuer) -> Browser:
    """A browser, or a program of any account of the machine, that was never let in."""
    return Browser(app_with_sign_in(issuer), HERE)


@pytest.fixture
def browser(stranger: Browser, issuer: LocalIssuer) -> Browser:
    """One that was opened at the address of `invoices open`."""
    stranger.admission = admit(stranger, code_of(issuer)).json()["admission"]
    return stranger


def code_of(issuer: LocalIssuer) -> str:
    return issuer.start_address().partition("#")[2]


def admit(browser: Browser, code: str) -> Any:
    return browser.post("/local/start", {"code": code})


def ask(browser: Browser, **changes: str | None) -> Any:
    query = {name: value for name, value in {**ASKED, **changes}.items() if value is not None}
    return browser.get(f"/local/oauth2/authorize?{urlencode(query)}")


def form(browser: Browser, **changes: str | None) -> dict[str, str]:
    """The fields of the page's form, as its script leaves them."""
    page = ask(browser, **changes)
    found = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page.text))
    assert found.keys() >= {"state", "admission"}, page.text
    return {name: unescape(value) for name, value in found.items()} | {"admission": browser.admission}


def click(browser: Browser, fields: dict[str, str], **headers: str) -> Any:
    return browser.post("/local/oauth2/authorize", fields, **headers)


def agree(browser: Browser, user: str = "", **changes: str | None) -> dict[str, str]:
    """Click the button; the parameters that the application gets."""
    answer = click(browser, form(browser, **changes) | {"user": user})
    assert answer.status_code == 303, answer.text
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["location"]).query).items()}


def exchange(browser: Browser, code: str, **changes: str) -> Any:
    form = {
        "grant_type": "authorization_code",
        "client_id": "invoices-docs",
        "redirect_uri": RETURN,
        "code": code,
        "code_verifier": VERIFIER,
    }
    return browser.post("/local/oauth2/token", form | changes)


def renew(browser: Browser, token: str, client_id: str = "invoices-docs") -> Any:
    form = {"grant_type": "refresh_token", "client_id": client_id, "refresh_token": token}
    return browser.post("/local/oauth2/token", form)


def me(browser: Browser, token: str) -> Any:
    return browser.get("/me", authorization=f"Bearer {token}")


def signed_in(browser: Browser, user: str = "") -> dict[str, Any]:
    answer = exchange(browser, agree(browser, user)["code"])
    assert answer.status_code == 200, answer.text
    tokens: dict[str, Any] = answer.json()
    return tokens


def assert_error_page(answer: Any) -> None:
    """An error is shown here; the browser is sent nowhere and gets no code."""
    assert answer.status_code == 400
    assert "location" not in answer.headers
    assert answer.headers["content-type"].startswith("text/html")
    assert "code=" not in answer.text


# ---- the way that works ----


def test_sign_in_gives_working_tokens(browser: Browser) -> None:
    back = agree(browser)
    assert back["state"] == "st&te=1?"
    answer = exchange(browser, back["code"])
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    tokens = answer.json()
    assert (tokens["token_type"], tokens["expires_in"], tokens["scope"]) == ("Bearer", 900, "openid invoices/read")
    caller = me(browser, tokens["access_token"]).json()
    assert (caller["owner"], caller["client"]) == (LocalIssuer.owner("local").key, "invoices-docs")
    assert caller["scopes"] == ["invoices/read", "openid"]


def test_the_id_token_holds_the_nonce_and_opens_nothing(browser: Browser) -> None:
    tokens = signed_in(browser)
    claims = take_apart(tokens["id_token"]).claims
    assert (claims["aud"], claims["nonce"], claims["token_use"]) == ("invoices-docs", "n-1", "id")
    assert me(browser, tokens["id_token"]).status_code == 401


def test_without_openid_there_is_no_id_token(browser: Browser) -> None:
    answer = exchange(browser, agree(browser, scope="invoices/read")["code"])
    assert "id_token" not in answer.json()


def test_without_scope_all_are_given(browser: Browser) -> None:
    answer = exchange(browser, agree(browser, scope=None)["code"])
    assert answer.json()["scope"] == "openid invoices/read invoices/write"


def test_another_name_is_another_owner(browser: Browser) -> None:
    owners = {me(browser, signed_in(browser, user)["access_token"]).json()["owner"] for user in ("", "minh", "Minh ")}
    assert owners == {LocalIssuer.owner("local").key, LocalIssuer.owner("minh").key}


def test_discovery_names_what_is_there(browser: Browser) -> None:
    found = browser.get("/local/.well-known/openid-configuration").json()
    assert found["issuer"] == f"{HERE}/local"
    assert found["code_challenge_methods_supported"] == ["S256"]
    assert browser.get(urlsplit(found["jwks_uri"]).path).json()["keys"][0]["kty"] == "RSA"
    for name in ("authorization_endpoint", "end_session_endpoint"):
        assert browser.get(urlsplit(found[name]).path).status_code in {200, 400}
    for name in ("token_endpoint", "revocation_endpoint"):
        assert browser.post(urlsplit(found[name]).path, {}).status_code in {200, 401}


# ---- what is asked for (A42) ----


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": "unknown"},
        {"client_id": None},
        {"client_id": "invoices-cli"},
        {"redirect_uri": None},
        {"redirect_uri": "https://evil.example/docs/oauth2-redirect"},
        {"redirect_uri": RETURN + "/"},
        {"redirect_uri": RETURN + "?next=https://evil.example"},
        {"redirect_uri": RETURN + "#x"},
        {"redirect_uri": f"{HERE}@evil.example/docs/oauth2-redirect"},
        {"redirect_uri": "http://127.0.0.1:8001/docs/oauth2-redirect"},
        {"redirect_uri": f"{HERE}/signed-in"},
        {"response_type": "token"},
        {"response_type": None},
        {"state": None},
        {"state": ""},
        {"state": "a\nLocation: https://evil.example"},
        {"state": "x" * 1_025},
        {"code_challenge": None},
        {"code_challenge": "short"},
        {"code_challenge_method": "plain"},
        {"code_challenge_method": None},
        {"scope": "invoices/admin"},
        {"nonce": "x y"},
    ],
    ids=str,
)
def test_a42_a_bad_request_is_shown_and_never_redirected(browser: Browser, changes: dict[str, str | None]) -> None:
    assert_error_page(ask(browser, **changes))


def test_a_parameter_given_twice(browser: Browser) -> None:
    assert_error_page(browser.get(f"/local/oauth2/authorize?{urlencode(ASKED)}&state=other"))


@pytest.mark.parametrize("query", ["%ff=1", "state=%ff", "&".join(f"p{n}=1" for n in range(40)), "x=" + "y" * 20_000])
def test_malformed_queries(browser: Browser, query: str) -> None:
    assert_error_page(browser.get(f"/local/oauth2/authorize?{query}"))


def test_a42_an_address_in_state_goes_back_as_text_only(browser: Browser) -> None:
    answer = click(browser, form(browser, state="https://evil.example"))
    assert answer.headers["location"].startswith(f"{RETURN}?code=")


@pytest.mark.parametrize(
    ("client", "path"), [("invoices-web", "/signed-in"), ("invoices-docs", "/docs/oauth2-redirect")]
)
def test_a42_registered_addresses(browser: Browser, client: str, path: str) -> None:
    assert ask(browser, client_id=client, redirect_uri=f"{HERE}{path}").status_code == 200
    for elsewhere in ("http://localhost:8000", "http://[::1]:8000", "https://127.0.0.1:8000"):
        assert_error_page(ask(browser, client_id=client, redirect_uri=f"{elsewhere}{path}"))


# ---- being let in: what no other account of the machine, and no other site, can do ----


@pytest.mark.parametrize("admission", ["", "x", ".", "{id}.", "{id}.x", "{id}", "x{whole}", "{whole}x", "é.\ud800"])
def test_no_code_for_a_browser_that_was_not_let_in(browser: Browser, admission: str) -> None:
    whole = browser.admission
    given = admission.format(id=whole.partition(".")[0], whole=whole).encode("utf-8", "surrogatepass").decode("latin-1")
    assert_error_page(click(browser, form(browser) | {"admission": given}))
    assert click(browser, form(browser)).status_code == 303


def test_the_page_holds_nothing_that_lets_somebody_in(browser: Browser) -> None:
    """Whoever asks for the page, and sends its form as it came, gets no code, whatever the headers say."""
    fields = form(browser) | {"admission": ""}
    for headers in ({}, {"origin": HERE}, {"sec_fetch_site": "same-origin"}, {"authorization": "Bearer x"}):
        assert_error_page(click(browser, fields, **headers))


def test_a_code_lets_one_browser_in(stranger: Browser, issuer: LocalIssuer) -> None:
    code = code_of(issuer)
    assert admit(stranger, code).status_code == 200
    again = admit(stranger, code)
    assert (again.status_code, again.json()["error"]) == (400, "not_admitted")


def test_a_code_is_good_for_ten_minutes(stranger: Browser, issuer: LocalIssuer, clock: SettableClock) -> None:
    code, late = code_of(issuer), code_of(issuer)
    clock.now += timedelta(minutes=9, seconds=59)
    assert admit(stranger, code).status_code == 200
    clock.now += timedelta(seconds=1)
    assert admit(stranger, late).status_code == 400


@pytest.mark.parametrize("change", ["", "x", "{0}x", "x{0}", "{0}=", "é", "\ud800", "A" * 43, "{0}" * 9, ".."])
def test_what_is_no_code(stranger: Browser, issuer: LocalIssuer, change: str) -> None:
    given = change.format(code_of(issuer)).encode("utf-8", "surrogatepass").decode("latin-1")
    assert admit(stranger, given).status_code == 400


def test_every_bit_of_a_code_counts(stranger: Browser, issuer: LocalIssuer) -> None:
    code = code_of(issuer)
    for place in range(len(code) - 1):  # the last sign has bits that mean nothing
        other = "A" if code[place] != "A" else "B"
        assert admit(stranger, code[:place] + other + code[place + 1 :]).status_code == 400
    assert admit(stranger, code).status_code == 200


def test_a_code_of_another_start_of_the_server(
    key: SigningKey, sign_ins: SqliteSignIns, clock: SettableClock, stranger: Browser
) -> None:
    before = LocalIssuer(key, sign_ins, host="127.0.0.1", port=8000, clock=clock)
    assert admit(stranger, code_of(before)).status_code == 400


def test_a_browser_stays_let_in_for_thirty_days(browser: Browser, clock: SettableClock) -> None:
    clock.now += timedelta(days=29)
    assert browser.post("/local/start", {"admission": browser.admission}).json() == {"admission": browser.admission}
    agree(browser)
    clock.now += timedelta(days=1)
    assert browser.post("/local/start", {"admission": browser.admission}).status_code == 400
    assert_error_page(click(browser, form(browser)))


def test_a_renewal_token_lets_no_browser_in_and_an_admission_renews_nothing(browser: Browser) -> None:
    tokens = signed_in(browser)
    assert_error_page(click(browser, form(browser) | {"admission": tokens["refresh_token"]}))
    for client in ("invoices-docs", "invoices-web", "invoices-cli", ""):
        assert renew(browser, browser.admission, client).status_code in {400, 401}
    assert me(browser, tokens["access_token"]).status_code == 200


def test_a_form_is_held_to_what_may_be_asked_for(browser: Browser) -> None:
    """It is checked anew: nobody has to take what the page has put into it."""
    for name, value in (("redirect_uri", "https://evil.example"), ("client_id", "invoices-cli"), ("scope", "admin")):
        assert_error_page(click(browser, form(browser) | {name: value}))


@pytest.mark.parametrize("user", ["x" * 65, "a\0b", " \t"])
def test_an_unusable_name(browser: Browser, user: str) -> None:
    assert_error_page(click(browser, form(browser) | {"user": user}))


def test_only_small_forms_of_the_right_kind(browser: Browser) -> None:
    origin = (b"origin", HERE.encode())
    kind = (b"content-type", b"application/x-www-form-urlencoded")
    body = urlencode(form(browser)).encode()
    path = "/local/oauth2/authorize"
    assert_error_page(browser.send("POST", path, [origin, (b"content-type", b"text/plain")], body))
    assert_error_page(browser.send("POST", path, [origin], body))
    assert_error_page(browser.send("POST", path, [origin, kind], body + b"&x=" + b"y" * 20_000))
    assert_error_page(browser.send("POST", path, [origin, kind], b"admission=\xff"))


# ---- codes ----


def test_a42_a_code_is_good_once_and_its_second_use_ends_the_sign_in(browser: Browser) -> None:
    code = agree(browser)["code"]
    tokens = exchange(browser, code).json()
    assert exchange(browser, code).json()["error"] == "invalid_grant"
    assert me(browser, tokens["access_token"]).status_code == 401
    assert renew(browser, tokens["refresh_token"]).status_code == 400


def test_a42_a_code_is_good_for_a_minute(browser: Browser, clock: SettableClock) -> None:
    code, late = agree(browser)["code"], agree(browser)["code"]
    clock.now += timedelta(seconds=59)
    assert exchange(browser, code).status_code == 200
    clock.now += timedelta(seconds=1)
    assert exchange(browser, late).json()["error"] == "invalid_grant"


@pytest.mark.parametrize(
    "changes",
    [
        {"code_verifier": "another-verifier-another-verifier-another-verifier"},
        {"code_verifier": ""},
        {"code_verifier": CHALLENGE},
        {"code_verifier": "short"},
        {"code_verifier": VERIFIER + "\n"},
        {"client_id": "invoices-web"},
        {"redirect_uri": "http://localhost:8000/docs/oauth2-redirect"},
        {"redirect_uri": ""},
        {"code": "guess"},
    ],
    ids=str,
)
def test_a42_a_code_is_bound_to_its_request(browser: Browser, changes: dict[str, str]) -> None:
    code = agree(browser)["code"]
    answer = exchange(browser, **({"code": code} | changes))
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")
    if "code" not in changes:
        assert exchange(browser, code).status_code == 400, "a failed try uses the code up"


def test_token_calls_of_the_wrong_kind(browser: Browser) -> None:
    unknown = browser.post("/local/oauth2/token", {"grant_type": "authorization_code", "client_id": "x"})
    assert (unknown.status_code, unknown.json()["error"]) == (401, "invalid_client")
    for kind in ("password", "client_credentials", ""):
        answer = browser.post("/local/oauth2/token", {"grant_type": kind, "client_id": "invoices-cli"})
        assert (answer.status_code, answer.json()["error"]) == (400, "unsupported_grant_type")
    text = browser.send("POST", "/local/oauth2/token", [(b"content-type", b"application/json")], b"{}")
    assert (text.status_code, text.json()["error"]) == (400, "invalid_request")


# ---- renewal and sign-out (A41) ----


def test_a41_renewal_gives_the_next_token_each_time(browser: Browser, clock: SettableClock) -> None:
    tokens = signed_in(browser)
    for _ in range(3):
        clock.now += timedelta(minutes=20)
        assert me(browser, tokens["access_token"]).status_code == 401
        answer = renew(browser, tokens["refresh_token"])
        assert answer.status_code == 200
        assert answer.json()["refresh_token"] != tokens["refresh_token"]
        tokens = answer.json()
        assert me(browser, tokens["access_token"]).status_code == 200


def test_a41_a_used_renewal_token_ends_the_sign_in(browser: Browser) -> None:
    first = signed_in(browser)
    second = renew(browser, first["refresh_token"]).json()
    assert renew(browser, first["refresh_token"]).json()["error"] == "invalid_grant"
    assert renew(browser, second["refresh_token"]).status_code == 400
    assert me(browser, second["access_token"]).status_code == 401


def test_renewal_ends_after_seven_days_in_all(browser: Browser, clock: SettableClock) -> None:
    token = signed_in(browser)["refresh_token"]
    clock.now += timedelta(days=6)
    token = renew(browser, token).json()["refresh_token"]
    clock.now += timedelta(days=1)
    assert renew(browser, token).status_code == 400


@pytest.mark.parametrize("token", ["", ".", "x.y", "é", "x"])
def test_no_renewal_token(browser: Browser, token: str) -> None:
    assert renew(browser, token).json()["error"] == "invalid_grant"


def test_another_application_cannot_renew(browser: Browser) -> None:
    assert renew(browser, signed_in(browser)["refresh_token"], "invoices-web").status_code == 400


def test_revoking_ends_this_sign_in_and_no_other(browser: Browser) -> None:
    tokens, other = signed_in(browser), signed_in(browser)
    form = {"token": tokens["refresh_token"], "client_id": "invoices-docs"}
    assert browser.post("/local/oauth2/revoke", form).status_code == 200
    assert me(browser, tokens["access_token"]).status_code == 401
    assert renew(browser, tokens["refresh_token"]).status_code == 400
    assert me(browser, other["access_token"]).status_code == 200


def signed_out(browser: Browser, tokens: dict[str, Any]) -> None:
    form = {"token": tokens["refresh_token"], "client_id": "invoices-docs"}
    assert browser.post("/local/oauth2/revoke", form).status_code == 200


def test_signing_out_ends_what_let_the_browser_in(browser: Browser, issuer: LocalIssuer) -> None:
    tokens = signed_in(browser)
    signed_out(browser, tokens)
    assert_error_page(click(browser, form(browser)))
    browser.admission = admit(browser, code_of(issuer)).json()["admission"]
    signed_in(browser)


def test_a_copied_tab_ends_the_sign_in_but_not_what_let_the_browser_in(browser: Browser) -> None:
    first = signed_in(browser)
    renew(browser, first["refresh_token"])
    assert renew(browser, first["refresh_token"]).status_code == 400
    signed_in(browser)


def restarted(browser: Browser, key: SigningKey, tmp_path: Path, clock: SettableClock) -> Iterator[Browser]:
    """The server started anew over the same files."""
    with closing(SqliteDatabase.open(tmp_path / "sign-ins.sqlite")) as database:
        issuer = LocalIssuer(key, SqliteSignIns(database), host="127.0.0.1", port=8000, clock=clock)
        again = Browser(app_with_sign_in(issuer), HERE)
        again.admission = browser.admission
        yield again


@pytest.fixture
def after_restart(
    browser: Browser, key: SigningKey, tmp_path: Path, clock: SettableClock
) -> Callable[[], AbstractContextManager[Browser]]:
    return lambda: contextmanager(restarted)(browser, key, tmp_path, clock)


def test_a_restart_undoes_no_sign_out(browser: Browser, issuer: LocalIssuer, after_restart: Any) -> None:
    tokens, program = signed_in(browser), issuer.access_token(life=timedelta(hours=24))
    signed_out(browser, tokens)
    issuer.end(take_apart(program).claims["origin_jti"])
    with after_restart() as again:
        assert me(again, tokens["access_token"]).status_code == 401
        assert me(again, program).status_code == 401
        assert renew(again, tokens["refresh_token"]).status_code == 400
        assert_error_page(click(again, form(again)))


def test_a_restart_revives_no_used_token(browser: Browser, issuer: LocalIssuer, after_restart: Any) -> None:
    first = signed_in(browser)
    second = renew(browser, first["refresh_token"]).json()
    code = code_of(issuer)
    admit(browser, code)
    with after_restart() as again:
        assert admit(again, code).status_code == 400
        third = renew(again, second["refresh_token"]).json()
        assert me(again, third["access_token"]).status_code == 200
        assert renew(again, first["refresh_token"]).status_code == 400
        assert me(again, third["access_token"]).status_code == 401


def test_a_restart_signs_nobody_out(browser: Browser, after_restart: Any) -> None:
    tokens = signed_in(browser)
    with after_restart() as again:
        assert me(again, tokens["access_token"]).status_code == 200
        assert renew(again, tokens["refresh_token"]).status_code == 200
        signed_in(again)


def test_sign_out_goes_to_registered_addresses_only(browser: Browser) -> None:
    def out(**query: str) -> Any:
        return browser.get(f"/local/logout?{urlencode(query)}")

    registered = out(client_id="invoices-web", logout_uri=f"{HERE}/")
    assert (registered.status_code, registered.headers["location"]) == (303, f"{HERE}/")
    assert out(client_id="invoices-web", post_logout_redirect_uri=f"{HERE}/").status_code == 303
    for query in (
        {},
        {"client_id": "invoices-web"},
        {"logout_uri": f"{HERE}/"},
        {"client_id": "invoices-web", "logout_uri": "https://evil.example"},
        {"client_id": "x", "logout_uri": f"{HERE}/"},
    ):
        answer = out(**query)
        assert (answer.status_code, "location" in answer.headers) == (200, False)


# ---- the page ----


@pytest.mark.parametrize("path", [f"/local/oauth2/authorize?{urlencode(ASKED)}", "/local/start"])
def test_the_pages_run_one_file_of_script_and_set_no_cookie(browser: Browser, path: str) -> None:
    page = browser.get(path)
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'; script-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "set-cookie" not in page.headers
    assert (page.headers["cache-control"], page.headers["referrer-policy"]) == ("no-store", "no-referrer")
    (script,) = re.findall(r"<script [^>]*", page.text)
    assert script.startswith('<script src="/local/sign-in.js"')
    assert not re.search(r"<style|\sstyle=|\son\w+=", page.text)
    assert browser.get("/local/sign-in.css").headers["content-type"].startswith("text/css")
    assert browser.get("/local/sign-in.js").headers["content-type"].startswith("text/javascript")


@pytest.mark.parametrize(
    ("languages", "lang", "words"), [("vi-VN", "vi", "Tiếp tục"), ("fr, en", "en", "Continue as local")]
)
def test_the_page_speaks_the_language_of_the_browser(browser: Browser, languages: str, lang: str, words: str) -> None:
    page = browser.get(f"/local/oauth2/authorize?{urlencode(ASKED)}", accept_language=languages)
    assert f'<html lang="{lang}">' in page.text
    assert words in page.text
    assert page.headers["vary"] == "Accept-Language"


@pytest.mark.parametrize("client", ["invoices-web", "invoices-docs"])
@pytest.mark.parametrize("scope", ["openid", "invoices/read", "invoices/write", "invoices/write openid invoices/read"])
@pytest.mark.parametrize("language", ["en", "vi"])
def test_the_page_has_words_for_every_request(browser: Browser, client: str, scope: str, language: str) -> None:
    path = {"invoices-web": "/signed-in", "invoices-docs": "/docs/oauth2-redirect"}[client]
    query = ASKED | {"client_id": client, "scope": scope, "redirect_uri": HERE + path}
    page = browser.get(f"/local/oauth2/authorize?{urlencode(query)}", accept_language=language)
    assert page.status_code == 200


def test_who_was_not_let_in_is_told_in_the_reader_s_language(stranger: Browser) -> None:
    answer = click(stranger, {**ASKED, "admission": "x"}, accept_language="vi")
    assert "Trình duyệt này không còn đăng nhập." in answer.text
    for language, said in (("vi", "chưa đăng nhập"), ("en", "is not signed in")):
        page = stranger.get("/local/start", accept_language=language).text
        assert said in page
        assert "invoices open" in page
