/* The alert queue by keyboard: j and k or the arrows between rows, Enter opens, d goes to the row's date. And the
   figure in the menu, which follows the queue while a page is open. */

import htmx from "htmx.org";

const REFRESH = 30_000;
const typing = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;
const links = () => [...document.querySelectorAll("#queue .to-record")];
const rowOf = (target) => target.closest?.("#queue tbody tr");

function move(event, step) {
  const all = links();
  const at = all.indexOf(rowOf(event.target)?.querySelector(".to-record"));
  const next = at < 0 ? all[0] : all[Math.min(Math.max(at + step, 0), all.length - 1)];
  next.focus();
  event.preventDefault();
}

function toDate(event) {
  const row = rowOf(event.target) ?? document.querySelector("#queue tbody tr");
  const field = row.querySelector("input.date");
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.select();
}

const KEYS = { j: 1, k: -1 };
const ARROWS = { ArrowDown: 1, ArrowUp: -1 };

function keys(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || !links().length) return;
  const row = rowOf(event.target);
  if (event.key === "Escape" && row) row.querySelector(".to-record").focus();
  if (typing(event.target)) return;
  if (event.key in KEYS) move(event, KEYS[event.key]);
  // Outside the grid the arrows scroll the page, as they do everywhere.
  else if (event.key in ARROWS && row) move(event, ARROWS[event.key]);
  else if (event.key === "d") toDate(event);
}

/* By itself and not by htmx, which would lead a page with unsaved changes to the log-in once the session has ended. */
async function refresh() {
  const figure = document.getElementById("queue-count");
  if (!figure || document.hidden) return;
  const answer = await fetch(figure.dataset.from).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const holder = document.createElement("template");
  holder.innerHTML = await answer.text();
  document.getElementById("queue-count")?.replaceWith(holder.content.querySelector("#queue-count"));
}

/* After a part of the page was replaced, what it names takes the focus: the next row, what was wrong. */
function takeFocus(root) {
  if (root !== document.body) root.querySelector?.("[data-focus]")?.focus();
}

export function followQueue() {
  document.addEventListener("keydown", keys);
  htmx.onLoad(takeFocus);
  if (document.getElementById("queue-count")) setInterval(refresh, REFRESH);
}
