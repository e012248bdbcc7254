"""The pages of the local sign-in: plain HTML and one script file, in English and Vietnamese."""

from collections.abc import Mapping
from html import escape

from app.api.languages import preferred_language
from app.domain.sign_in import (
    DOCS_CLIENT,
    LOCAL_PATH,
    NOT_ADMITTED,
    READ,
    UNUSABLE_NAME,
    WEB_CLIENT,
    WRITE,
    SignInRefused,
    SignInRequest,
)

STYLE = "sign-in.css"
SCRIPT = "sign-in.js"
COMMANDS = (".venv/bin/invoices open", "docker exec CONTAINER python -m app.cli open")

_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "title": "Sign in to Invoices",
        WEB_CLIENT: "The Invoices page wants to {what} for you.",
        DOCS_CLIENT: "The API documentation wants to {what} for you.",
        READ: "read invoices",
        WRITE: "save and change invoices",
        f"{READ} {WRITE}": "read, save and change invoices",
        "openid": "know your name",
        "continue": "Continue as {user}",
        "other": "Use another name",
        "name": "Name",
        "go": "Continue with this name",
        "why": "Every name has invoices of its own. Handy to try out what another person sees.",
        "here": "This browser was let in by the account that runs the program. Signing out ends that.",
        "stranger": "This browser is not signed in",
        "address": "An address that signs it in is shown in the terminal where the program was started. Each works "
        "once, for ten minutes. For a new one, run this as the same account of this computer:",
        "container": "If the program runs in a container:",
        "others": "Other accounts of this computer cannot do that, so your invoices stay yours.",
        "failed": "You are not signed in",
        NOT_ADMITTED: "This browser is not signed in any longer. Run <code>invoices open</code> for a new address.",
        UNUSABLE_NAME: "A name has 1 to 64 visible characters.",
        "back": "Go back to the application and try again.",
        "out": "You are signed out",
        "close": "You can close this page.",
    },
    "vi": {
        "title": "Đăng nhập vào Invoices",
        WEB_CLIENT: "Trang Invoices muốn thay bạn {what}.",
        DOCS_CLIENT: "Trang tài liệu API muốn thay bạn {what}.",
        READ: "đọc hóa đơn",
        WRITE: "lưu và sửa hóa đơn",
        f"{READ} {WRITE}": "đọc, lưu và sửa hóa đơn",
        "openid": "biết tên của bạn",
        "continue": "Tiếp tục với tên {user}",
        "other": "Dùng tên khác",
        "name": "Tên",
        "go": "Tiếp tục với tên này",
        "why": "Mỗi tên có hóa đơn riêng. Tiện để thử xem người khác thấy gì.",
        "here": "Tài khoản đang chạy chương trình đã cho trình duyệt này vào. Đăng xuất sẽ chấm dứt việc đó.",
        "stranger": "Trình duyệt này chưa đăng nhập",
        "address": "Địa chỉ để đăng nhập hiện trong cửa sổ dòng lệnh nơi chương trình được khởi động. Mỗi địa chỉ dùng "
        "được một lần, trong mười phút. Để có địa chỉ mới, hãy chạy lệnh này bằng cùng tài khoản trên máy tính này:",
        "container": "Nếu chương trình chạy trong container:",
        "others": "Các tài khoản khác của máy tính không làm được điều đó, nên hóa đơn vẫn chỉ là của bạn.",
        "failed": "Bạn chưa đăng nhập",
        NOT_ADMITTED: "Trình duyệt này không còn đăng nhập. Hãy chạy <code>invoices open</code> để có địa chỉ mới.",
        UNUSABLE_NAME: "Tên cần có từ 1 đến 64 ký tự nhìn thấy được.",
        "back": "Hãy quay lại ứng dụng và thử lại.",
        "out": "Bạn đã đăng xuất",
        "close": "Bạn có thể đóng trang này.",
    },
}


def start_page(*, languages: str) -> str:
    """Lets a browser in that was opened with a code behind the `#`, and goes on to the application."""
    language, words = _words(languages)
    return _page(words["title"], f"{_stranger(words)}{_script(then='/')}", language)


def sign_in_page(request: SignInRequest, query: Mapping[str, str], *, user: str, languages: str) -> str:
    """For a browser that was let in: one button to go on as `user`, and a field to be somebody else; for others, how to
    be let in. `query`: the request as it came. `languages` is the Accept-Language header."""
    language, words = _words(languages)
    wanted = " ".join(scope for scope in (READ, WRITE) if scope in request.scopes) or "openid"
    given = "".join(_hidden(name, value) for name, value in {**query, "admission": ""}.items() if name != "user")
    form = f'<form method="post" action="{LOCAL_PATH}/oauth2/authorize">{given}'
    body = f"""<div id="welcome" hidden>
<h1>{words["title"]}</h1>
<p>{words[request.client_id].format(what=words[wanted])}</p>
{form}<button>{escape(words["continue"].format(user=user))}</button></form>
<details>
<summary>{words["other"]}</summary>
{form}<label for="user">{words["name"]}</label>
<input id="user" name="user" required maxlength="64" autocomplete="username" autocapitalize="none" spellcheck="false"
 aria-describedby="why">
<button class="second">{words["go"]}</button></form>
<p class="soft hint" id="why">{words["why"]}</p>
</details>
<p class="soft">{words["here"]}</p>
</div>{_stranger(words)}{_script()}"""
    return _page(words["title"], body, language)


def refused_page(refused: SignInRefused, *, languages: str) -> str:
    """Why a sign-in is refused; leads nowhere, because the address to go to cannot be trusted.

    What a person can run into is translated; what only a wrong program can cause stays in English.
    """
    language, words = _words(languages)
    translated = words.get(refused.code)
    reason = f"<p>{translated}</p>" if translated else f'<p lang="en">{escape(refused.detail)}</p>'
    body = f"""<h1>{words["failed"]}</h1>{reason}<p class="soft">{words["back"]}</p>"""
    return _page(words["failed"], body, language)


def signed_out_page(*, languages: str) -> str:
    language, words = _words(languages)
    return _page(words["out"], f"""<h1>{words["out"]}</h1><p class="soft">{words["close"]}</p>""", language)


def _stranger(words: Mapping[str, str]) -> str:
    here, container = COMMANDS
    return f"""<div id="stranger" hidden>
<h1>{words["stranger"]}</h1>
<p>{words["address"]}</p>
<pre><code>{here}</code></pre>
<p>{words["container"]}</p>
<pre><code>{container}</code></pre>
<p class="soft">{words["others"]}</p>
</div>"""


def _script(*, then: str = "") -> str:
    return f'<script src="{LOCAL_PATH}/{SCRIPT}" data-admit="{LOCAL_PATH}/start" data-next="{then}"></script>'


def _hidden(name: str, value: str) -> str:
    return f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'


def _words(languages: str) -> tuple[str, Mapping[str, str]]:
    language = preferred_language(languages, tuple(_WORDS))
    return language, _WORDS[language]


def _page(title: str, body: str, language: str) -> str:
    return f"""<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="stylesheet" href="{LOCAL_PATH}/{STYLE}">
</head>
<body><main>{body}</main></body>
</html>
"""
