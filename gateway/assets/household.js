/* The household of an open record follows the applications: a newer one with members takes its place (R70). */

import htmx from "htmx.org";

const REFRESH = 15000;

/* By itself and not by htmx, which would lead a page with unsaved changes to the log-in once the session has ended. */
async function refresh(box) {
  if (document.hidden || box.contains(document.activeElement)) return;
  const answer = await fetch(box.dataset.household).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const holder = document.createElement("div");
  holder.innerHTML = await answer.text();
  if (words(holder) === words(box)) return;
  box.replaceChildren(...holder.childNodes);
  document.getElementById("household-told").textContent = box.querySelector(".source")?.textContent ?? "";
  htmx.trigger(box, "htmx:load", { elt: box });
}

const words = (element) => element.textContent.replace(/\s+/g, " ").trim();

export function followHousehold() {
  const box = document.querySelector("[data-household]");
  if (!box) return;
  setInterval(refresh, REFRESH, box);
  document.addEventListener("visibilitychange", () => refresh(box));
}
