/* Entering a customer or an application: one click sends once, and who looks alike is looked for while somebody types. */

import { changes } from "./unsaved.js";

const PAUSE = 450;
const COMPARED = /^(first_name|last_name|organization_name|tax_id_type|ssn|date_of_birth|email|(home|message|mobile|other)_phone|mailing_address\..*)$/;

/* A second click sends nothing: the first one's answer is on its way. */
function sendOnce(form) {
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    sent = true;
  });
  addEventListener("pageshow", (event) => { if (event.persisted) sent = false; });
}

/* The form's own fields with its token, sent in the body: nothing of it may stand in an address. */
function followSimilar(form) {
  const found = document.getElementById("similar-found");
  let waiting = 0;
  let latest = null;
  const look = async () => {
    latest?.abort();
    const asking = new AbortController();
    latest = asking;
    const options = { method: "POST", body: new FormData(form), signal: asking.signal };
    const answer = await fetch(form.dataset.similar, options).catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    const html = await answer.text().catch(() => null);
    // An answer about what was there before is dropped.
    if (html === null || latest !== asking) return;
    show(found, html);
  };
  form.addEventListener("input", (event) => {
    if (!COMPARED.test(event.target.name ?? "")) return;
    latest?.abort();
    clearTimeout(waiting);
    waiting = setTimeout(look, PAUSE);
  });
  if (changes().length && !document.getElementById("summary")) look();
}

/* What has the focus keeps it when the list is told anew. */
function show(found, html) {
  const focused = found.contains(document.activeElement) ? document.activeElement : null;
  const again = focused?.id ? `#${CSS.escape(focused.id)}` : focused?.getAttribute("href") ? `a[href="${CSS.escape(focused.getAttribute("href"))}"]` : "";
  found.innerHTML = html;
  if (again) found.querySelector(again)?.focus();
}

export function startEntering() {
  for (const form of document.querySelectorAll("form[data-once]")) sendOnce(form);
  const form = document.querySelector("form[data-similar]");
  if (form) followSimilar(form);
}
