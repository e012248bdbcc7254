// Shows a browser that was let in how to go on, and any other where to find the address that lets it in.
//
// What lets it in is kept in local storage and not in a cookie: a browser sends cookies to every port of this machine,
// so the server of another account on another port would be handed it.
"use strict";

(async function () {
  const KEPT = "invoices-admission";
  const { admit, next } = document.currentScript.dataset;

  async function admitted(name, value) {
    if (!value) return null;
    const answer = await fetch(admit, { method: "POST", body: new URLSearchParams([[name, value]]) });
    return answer.ok ? (await answer.json()).admission : null;
  }

  const code = window.location.hash.slice(1);
  history.replaceState(null, "", window.location.pathname + window.location.search); // out of sight
  const admission =
    (await admitted("code", code)) ?? (await admitted("admission", localStorage.getItem(KEPT)));
  if (admission) localStorage.setItem(KEPT, admission);

  if (admission && next) {
    window.location.replace(next);
    return;
  }
  for (const field of document.querySelectorAll("input[name=admission]")) field.value = admission;
  if (!admission) window.addEventListener("storage", () => localStorage.getItem(KEPT) && window.location.reload());
  const part = document.getElementById(admission ? "welcome" : "stranger");
  part.hidden = false;
  part.querySelector("button")?.focus();
})();
