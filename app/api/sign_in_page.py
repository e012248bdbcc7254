"""The pages of the local sign-in: plain HTML without script, in English and Vietnamese."""

from collections.abc import Mapping
from html import escape

from app.api.languages import preferred_language
from app.domain.sign_in import (
    DOCS_CLIENT,
    LOCAL_PATH,
    READ,
    STALE_PAGE,
    UNUSABLE_NAME,
    WEB_CLIENT,
    WRITE,
    SignInRefused,
    SignInRequest,
)

STYLE = "sign-in.css"

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
        "here": "There is no password: this sign-in works on this computer only.",
        "failed": "You are not signed in",
        STALE_PAGE: "This page is too old.",
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
        "here": "Không cần mật khẩu: cách đăng nhập này chỉ dùng được trên máy tính này.",
        "failed": "Bạn chưa đăng nhập",
        STALE_PAGE: "Trang này đã quá cũ.",
        UNUSABLE_NAME: "Tên cần có từ 1 đến 64 ký tự nhìn thấy được.",
        "back": "Hãy quay lại ứng dụng và thử lại.",
        "out": "Bạn đã đăng xuất",
        "close": "Bạn có thể đóng trang này.",
    },
}


def sign_in_page(request: SignInRequest, *, ticket: str, user: str, action: str, languages: str) -> str:
    """One button to go on as `user`, and a field to be somebody else. `languages` is the Accept-Language header."""
    language, words = _words(languages)
    wanted = " ".join(scope for scope in (READ, WRITE) if scope in request.scopes) or "openid"
    form = f'<form method="post" action="{escape(action)}"><input type="hidden" name="ticket" value="{escape(ticket)}">'
    body = f"""
<h1>{words["title"]}</h1>
<p>{words[request.client_id].format(what=words[wanted])}</p>
{form}<button autofocus>{escape(words["continue"].format(user=user))}</button></form>
<details>
<summary>{words["other"]}</summary>
{form}<label for="user">{words["name"]}</label>
<input id="user" name="user" required maxlength="64" autocomplete="username" autocapitalize="none" spellcheck="false"
 aria-describedby="why">
<button class="second">{words["go"]}</button></form>
<p class="soft hint" id="why">{words["why"]}</p>
</details>
<p class="soft">{words["here"]}</p>"""
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


def _words(languages: str) -> tuple[str, Mapping[str, str]]:
    language = preferred_language(languages, tuple(_WORDS))
    return language, _WORDS[language]


def _page(title: str, body: str, language: str) -> str:
    # The referrer rule is also said here: with "no-referrer" browsers send `Origin: null`, and the form is refused.
    return f"""<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="same-origin">
<title>{title}</title>
<link rel="stylesheet" href="{LOCAL_PATH}/{STYLE}">
</head>
<body><main>{body}</main></body>
</html>
"""
