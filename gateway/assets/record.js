/* The record's page: its keys, where it stands after a save, what takes the focus. */

import { helpContact } from "./contact.js";
import { helpFields } from "./fields.js";
import { keepLock } from "./lock.js";
import { guardUnsaved } from "./unsaved.js";

const PLACE = "homefire-place";

/* Alt and a letter do what the button says that names them, wherever the focus is. */
function keys(event) {
  if (!event.altKey || event.ctrlKey || event.metaKey) return;
  const pressed = `Alt+${event.shiftKey ? "Shift+" : ""}${event.code.replace(/^Key/, "")}`;
  const target = document.querySelector(`:is(.tools *, .envelope)[aria-keyshortcuts="${CSS.escape(pressed)}"]`);
  if (!target) return;
  event.preventDefault();
  if (!target.disabled) target.click();
}

/* After a save the page stands where it stood, with the focus where it was. */
function rememberPlace(form) {
  form.addEventListener("submit", () => {
    const focused = document.activeElement;
    const section = focused?.closest(".card[id]") ?? document.getElementById(currentSection());
    if (form.elements.section) form.elements.section.value = section?.id ?? "";
    const focus = focused?.id || focused?.getAttribute("aria-keyshortcuts") || "";
    sessionStorage.setItem(PLACE, JSON.stringify({ path: location.pathname, top: scrollY, focus }));
  });
}

const currentSection = () =>
  document.querySelector(".side .sections a[aria-current]")?.getAttribute("href")?.replace(/^.*#/, "") ?? "";

function returnToPlace() {
  const stored = JSON.parse(sessionStorage.getItem(PLACE) ?? "null");
  sessionStorage.removeItem(PLACE);
  if (stored?.path !== location.pathname) return;
  const focus = () =>
    (document.getElementById(stored.focus) ?? document.querySelector(`[aria-keyshortcuts="${CSS.escape(stored.focus)}"]`))
      ?.focus({ preventScroll: true });
  const stand = () => scrollTo({ top: stored.top, behavior: "instant" });
  if (stored.focus) focus();
  stand();
  // The browser goes to the address's section after this; the place is exact.
  addEventListener("load", () => setTimeout(stand));
}

/* What needs an answer takes the focus: a problem, the reason that is asked for, two people's values. */
function demandedFocus() {
  const target =
    document.querySelector("[data-focus]") ??
    document.querySelector("#conflicts input[type=radio]") ??
    document.getElementById("summary");
  if (!target) return false;
  target.focus();
  (document.getElementById("messages") ?? target).scrollIntoView({ block: "nearest" });
  return true;
}

export function startRecord() {
  helpFields(document);
  helpContact(document);
  document.addEventListener("keydown", keys);
  if (demandedFocus()) sessionStorage.removeItem(PLACE);
  else returnToPlace();
  const form = document.getElementById("record-form");
  if (!form) return;
  rememberPlace(form);
  guardUnsaved();
  keepLock();
}
