/* Unsaved changes: counted, asked about before they are lost, kept on the server as a draft (R241). */

const PAUSE = 1500;
const form = document.getElementById("record-form");
const state = document.getElementById("state");
const editing = form?.hasAttribute("data-editing") ?? false;
const base = editing ? JSON.parse(form.elements.base.value) : {};
let leaving = false;
let waiting = 0;
let kept = "";
let keeping = Promise.resolve();

const digits = (text) => text.replace(/[^\p{L}\p{N}]/gu, "");

/* The names of the fields that are not as they were loaded; an SSN, which is never loaded, once it is typed. */
export function changes() {
  if (!editing) return [];
  const differs = (name, value) =>
    form.elements[name]?.inputMode === "tel" ? digits(value) !== digits(base[name]) : value.trim() !== base[name];
  const found = Object.keys(base).filter((name) => {
    const field = form.elements[name];
    // A field that is shown protected has the id and sends nothing.
    return field?.name === name && differs(name, field.value);
  });
  // What another service keeps is not in the base: its fields say themselves what they were loaded with.
  for (const field of form.elements) {
    if (field.dataset.loaded !== undefined && field.value.trim() !== field.dataset.loaded) found.push(field.name);
  }
  return form.elements.ssn?.name && form.elements.ssn.value ? [...found, "ssn"] : found;
}

function show() {
  const number = changes().length;
  const { one, many } = state.dataset;
  const counted = number === 1 ? one : many.replace("{number}", number);
  if (number) state.textContent = kept ? `${counted} · ${kept}` : counted;
  else if (state.dataset.counts) state.textContent = "";
  state.dataset.counts = number ? "yes" : "";
}

/* The form without what a draft must not hold. */
function draft() {
  const data = new FormData(form);
  for (const name of ["ssn", "acknowledgement", "lock_token", "key"]) data.delete(name);
  return data;
}

/* While an earlier draft waits for a decision, it is not overwritten. */
const mayKeep = () => editing && !form.elements.offered;

export function keepDraft() {
  clearTimeout(waiting);
  waiting = 0;
  if (!mayKeep()) return keeping;
  const send = async () => {
    const answer = await fetch(form.dataset.draft, { method: "POST", body: draft() }).catch(() => null);
    if (!answer) kept = state.dataset.unreachable;
    else if (answer.redirected) kept = state.dataset.ended;
    else if (answer.ok) kept = state.dataset.kept.replace("{time}", (await answer.json()).at);
    else kept = state.dataset.unkept;
    show();
  };
  keeping = keeping.then(send);
  return keeping;
}

function edited() {
  show();
  clearTimeout(waiting);
  waiting = setTimeout(keepDraft, PAUSE);
}

/* A link asks in words; what the page cannot see, the browser asks. */
function askBeforeLink(event) {
  const link = event.target.closest("a[href]");
  if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (link.getAttribute("href").startsWith("#") || link.target || link.hasAttribute("download")) return;
  if (leaving || !changes().length) return;
  if (confirm(state.dataset.leave)) leaving = true;
  else event.preventDefault();
}

function askBeforeSubmit(event) {
  const target = event.target;
  if (target === form) {
    // A second click sends nothing: the first one's answer is on its way.
    if (leaving) event.preventDefault();
    leaving = true;
    return;
  }
  const local = target.hasAttribute("hx-post");
  if (local || leaving || !changes().length) return;
  if (confirm(target.id === "exit-form" ? state.dataset.discard : state.dataset.leave)) leaving = true;
  else event.preventDefault();
}

function goAway() {
  if (leaving || !waiting || !mayKeep()) return;
  clearTimeout(waiting);
  waiting = 0;
  navigator.sendBeacon(form.dataset.draft, draft());
}

export function guardUnsaved() {
  if (!editing) return;
  // Fields of the form may stand outside of it.
  for (const kind of ["input", "change"]) document.addEventListener(kind, (event) => { if (event.target.form === form) edited(); });
  document.addEventListener("click", askBeforeLink);
  document.addEventListener("submit", askBeforeSubmit);
  addEventListener("beforeunload", (event) => { if (!leaving && changes().length) event.preventDefault(); });
  addEventListener("pagehide", goAway);
  // A page that comes back from the browser's memory has not been left.
  addEventListener("pageshow", (event) => { if (event.persisted) leaving = false; });
  show();
}
