/* The household of an open record follows the applications: a newer one with members takes its place (R70). */

import { put } from "./grids.js";

const REFRESH = 15000;

/* By itself and not by htmx, which would lead a page with unsaved changes to the log-in once the session has ended. */
async function refresh(told) {
  const section = document.getElementById("household");
  const busy = section.contains(document.activeElement) || section.querySelector("[data-first], details[open]");
  if (document.hidden || busy) return;
  const answer = await fetch(`${told.dataset.household}${location.search}`).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("household");
  if (!fresh || words(fresh) === words(section)) return;
  put(fresh, section);
  told.textContent = fresh.querySelector(".source")?.textContent ?? "";
}

const words = (element) => element.textContent.replace(/\s+/g, " ").trim();

export function followHousehold() {
  const told = document.getElementById("household-told");
  if (!told) return;
  setInterval(refresh, REFRESH, told);
  document.addEventListener("visibilitychange", () => refresh(told));
}
