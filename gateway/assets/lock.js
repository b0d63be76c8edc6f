/* The lock while the page is open: a heartbeat, given back when the page goes, told when somebody took it (R150). */

import { changes, keepDraft } from "./unsaved.js";

const BEAT = 4000;
const form = document.getElementById("record-form");
const state = document.getElementById("state");
let beating = 0;
let lost = false;
let saving = false;
let leaving = false;

function said(...more) {
  const data = new FormData();
  for (const name of more) data.set(name, "1");
  for (const name of ["csrf_token", "lock_token"]) data.set(name, form.elements[name].value);
  return data;
}

async function ask(...more) {
  const answer = await fetch(form.dataset.renewal, { method: "POST", body: said(...more) }).catch(() => null);
  if (answer?.redirected || answer?.status === 403) return { state: "lost", text: state.dataset.ended };
  return answer?.ok ? answer.json() : { state: "away" };
}

async function beat() {
  clearTimeout(beating);
  let found = await ask();
  // Another window of the same person gave the lock back: this one, which is still looked at, takes it anew.
  if (found.state === "free" && !leaving) found = await ask("again");
  if (leaving) return;
  if (found.state === "lost") return turnToInquiry(found.text);
  if (found.token) holdUnder(found.token);
  beating = setTimeout(beat, BEAT);
}

/* Every form of the page sends the lock as it is now. */
function holdUnder(token) {
  for (const field of document.querySelectorAll("input[name=lock_token]")) field.value = token;
}

/* The page becomes Customer Inquiry: what was typed stays to be seen, and as a draft. */
async function turnToInquiry(text) {
  lost = true;
  if (changes().length) await keepDraft();
  const mode = document.getElementById("mode");
  mode.textContent = state.dataset.inquiry;
  mode.classList.remove("on");
  document.getElementById("holder").textContent = "";
  const told = document.createElement("div");
  told.className = "usa-alert usa-alert--warning usa-alert--slim";
  told.setAttribute("role", "alert");
  const body = Object.assign(document.createElement("div"), { className: "usa-alert__body" });
  body.append(Object.assign(document.createElement("p"), { className: "usa-alert__text", textContent: text }));
  told.append(body);
  document.getElementById("messages").prepend(told);
  told.scrollIntoView({ block: "nearest" });
  for (const field of form.elements) {
    if (field.matches("select, input[type=radio], input[type=checkbox]")) field.disabled = true;
    else if (field.matches("input:not([type=hidden]), textarea")) field.readOnly = true;
  }
  for (const button of document.querySelectorAll("button[form='record-form'], #record-form button")) {
    button.disabled = button.value !== "refresh";
  }
}

/* A page that goes because it was saved is about to come back; where it does not, the gateway gives the lock back. */
function giveBack() {
  clearTimeout(beating);
  leaving = true;
  if (!lost && !saving) navigator.sendBeacon(form.dataset.release, said());
}

export function keepLock() {
  if (!form?.hasAttribute("data-renewal")) return;
  beat();
  form.addEventListener("submit", () => { saving = true; });
  // On the document, after the question about unsaved changes: an exit that was thought better of is none.
  document.addEventListener("submit", (event) => { if (event.target.id === "exit-form" && !event.defaultPrevented) leaving = true; });
  addEventListener("pagehide", giveBack);
  // Coming back to the page, by the browser's memory or from another window, asks at once.
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden && !lost) beat(); });
}
