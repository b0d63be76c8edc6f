/* A grid that is sorted or filtered comes alone, so that what is typed on the page stays; a file comes beside it. */

import htmx from "htmx.org";
import { helpFields } from "./fields.js";
import { openInDialog } from "./reveal.js";

const FORM = "record-form";
const form = document.getElementById(FORM);

/* What somebody chose in the grid and has not saved: it belongs to the record's form wherever the grid goes. */
function unsaved(section) {
  const fields = [...section.querySelectorAll(`[form="${FORM}"][name]`)];
  const typed = fields.filter((field) => field.dataset.loaded !== undefined && field.value.trim() !== field.dataset.loaded);
  const rows = new Set(typed.map((field) => field.name.split(".")[1]));
  const found = fields.filter((field) => rows.has(field.name.split(".")[1]));
  return found.map(said);
}

const said = (field) => ({ name: field.name, value: field.value, loaded: field.dataset.loaded });

function hide(name, loaded) {
  const field = Object.assign(document.createElement("input"), { type: "hidden", name });
  field.dataset.waiting = "";
  if (loaded !== undefined) field.dataset.loaded = loaded;
  form.append(field);
  return field;
}

/* It comes back into its row, or waits unseen in the form while a filter hides the row. */
function putBack(section, kept) {
  const waiting = [...(form?.querySelectorAll("[data-waiting]") ?? [])];
  for (const { name, value, loaded } of [...waiting.map(said), ...kept]) {
    waiting.find((each) => each.name === name)?.remove();
    const field = section.querySelector(`[form="${FORM}"][name="${CSS.escape(name)}"]`) ?? hide(name, loaded);
    field.value = value;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

/* The focus goes into the menu that opened, else to where it opens; what is shown now has its address, and a save
   leads back to it. */
function stand(section, address) {
  const first = section.querySelector("[data-first]");
  (first ?? section.querySelector(".grid-tools a"))?.focus({ preventScroll: true });
  if (first) return;
  history.replaceState(history.state, "", address);
  if (form?.hasAttribute("data-editing")) form.action = `${form.getAttribute("action").split("?")[0]}${address.search}`;
}

/* A row opens where it is; without a script its address opens it (R87). */
function unfold(arrow, open) {
  arrow.setAttribute("aria-expanded", open);
  document.getElementById(arrow.dataset.opens).hidden = !open;
}

function fold(event) {
  const arrow = event.target.closest("a[data-opens]");
  if (!arrow || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  event.stopPropagation();
  unfold(arrow, arrow.getAttribute("aria-expanded") !== "true");
}

const arrowsOf = (section) => [...section.querySelectorAll("a[data-opens]")];

/* A grid's card that has come in the place of the one that is there. */
export function put(fresh, section) {
  section.replaceWith(fresh);
  htmx.process(fresh);
  helpFields(fresh);
  openInDialog(fresh);
}

async function show(section, address) {
  const asked = new URL(address, location.href);
  const query = new URLSearchParams(asked.search);
  if (form?.hasAttribute("data-editing")) query.set("editing", "1");
  const answer = await fetch(`${section.dataset.fragment}?${query}`, { headers: { "HX-Request": "true" } }).catch(() => null);
  const text = answer?.ok && !answer.redirected && answer.status === 200 ? await answer.text() : "";
  const fresh = new DOMParser().parseFromString(text, "text/html").getElementById(section.id);
  if (!fresh) return location.assign(asked);
  const kept = form ? unsaved(section) : [];
  const open = arrowsOf(section).filter((arrow) => arrow.getAttribute("aria-expanded") === "true").map((arrow) => arrow.dataset.opens);
  put(fresh, section);
  for (const arrow of arrowsOf(fresh)) unfold(arrow, open.includes(arrow.dataset.opens));
  if (form) putBack(fresh, kept);
  stand(fresh, asked);
}

function follow(event) {
  const link = event.target.closest("a[data-grid]");
  const section = link?.closest("[data-fragment]");
  if (!section || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  event.stopPropagation();
  show(section, link.href);
}

function apply(event) {
  const asking = event.target;
  const section = asking.closest("[data-fragment]");
  if (!asking.matches("form[data-grid]") || !section) return;
  event.preventDefault();
  event.stopPropagation();
  const address = new URL(asking.action);
  address.search = new URLSearchParams([...new FormData(asking)].filter(([, value]) => value !== ""));
  show(section, address);
}

/* The file is fetched, so that the page stays; why there is none is said where it was asked for. */
async function download(event) {
  const asking = event.target;
  if (!asking.matches("form[data-download]")) return;
  event.preventDefault();
  event.stopPropagation();
  const said = asking.querySelector("[role=status]");
  said.classList.remove("bad");
  const answer = await fetch(asking.action, { method: "POST", body: new FormData(asking, event.submitter) }).catch(() => null);
  const name = /filename="([^"]+)"/.exec(answer?.headers.get("Content-Disposition") ?? "")?.[1];
  if (!answer?.ok || !name) {
    const page = new DOMParser().parseFromString((await answer?.text()) ?? "", "text/html");
    said.textContent = page.querySelector(".problem p")?.textContent || asking.dataset.download;
    said.classList.add("bad");
    return;
  }
  const address = URL.createObjectURL(await answer.blob());
  Object.assign(document.createElement("a"), { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
  asking.closest("details").open = false;
  asking.closest("details").querySelector("summary").focus();
}

/* Escape, and a click elsewhere, close an open list of files. */
function closeLists(event) {
  for (const list of document.querySelectorAll("details.export[open]")) {
    if (event.type === "keydown" ? event.key !== "Escape" : list.contains(event.target)) continue;
    list.open = false;
    if (event.type === "keydown") list.querySelector("summary").focus();
  }
}

/* Before the page's other listeners: nothing is left here, so nobody is asked about unsaved changes. */
export function followGrids() {
  addEventListener("click", follow, { capture: true });
  addEventListener("click", fold, { capture: true });
  addEventListener("submit", apply, { capture: true });
  addEventListener("submit", download, { capture: true });
  addEventListener("click", closeLists);
  addEventListener("keydown", closeLists);
}
