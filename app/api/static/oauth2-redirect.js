// The issuer sends the browser here, in the window that the documentation page opened; hand the code back and close.
"use strict";

(function () {
  const pending = window.opener && window.opener.swaggerUIRedirectOauth2;
  if (!pending) {
    document.body.textContent = "This window was not opened by the documentation page. You can close it.";
    return;
  }
  const answer = new URLSearchParams(window.location.search);
  const code = answer.get("code");
  if (answer.get("state") !== pending.state) {
    pending.errCb({ authId: pending.auth.name, source: "auth", level: "error", message: "The answer belongs to another sign-in." });
  } else if (!code) {
    pending.errCb({ authId: pending.auth.name, source: "auth", level: "error", message: answer.get("error_description") || "The sign-in gave no code." });
  } else {
    delete pending.auth.state;
    pending.auth.code = code;
    pending.callback({ auth: pending.auth, redirectUrl: pending.redirectUrl });
  }
  window.close();
})();
