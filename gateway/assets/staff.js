/* What makes the pages quicker to use. Reading, searching and writing a note work without any of it. */

import htmx from "htmx.org";
import { offerPresets } from "./emails.js";
import { startEntering } from "./entering.js";
import { followHousehold } from "./household.js";
import { followPlace } from "./intake.js";
import { startLookup } from "./lookup.js";
import { followGrids } from "./grids.js";
import { followQueue } from "./queue.js";
import { startRecord } from "./record.js";
import { followSpecialHandling, startReveal } from "./reveal.js";
import { explainTerms } from "./terms.js";

/* Counts the characters of a limited field while it is filled (R256). */
function count(field) {
  const output = document.getElementById(field.dataset.counted);
  if (!output) return;
  const used = [...field.value].length;
  output.textContent = output.dataset.template.replace("{used}", used).replace("{most}", field.maxLength);
  output.classList.toggle("near", used > field.maxLength * 0.9);
}

function watchCounters(root) {
  const fields = [...root.querySelectorAll("[data-counted]")];
  for (const field of fields) {
    count(field);
    field.addEventListener("input", () => count(field));
  }
}

/* The head's height differs with what it says; what sticks below it must know. */
function measureHead() {
  const head = document.getElementById("head");
  if (!head) return;
  const tell = () => {
    const sticky = getComputedStyle(head).position === "sticky";
    document.documentElement.style.setProperty("--head", sticky ? `${head.offsetHeight}px` : "0px");
  };
  new ResizeObserver(tell).observe(head);
  addEventListener("resize", tell);
  tell();
}

/* Marks in the list at the left which section is being looked at. */
function followSections() {
  const links = new Map();
  for (const link of document.querySelectorAll(".side .sections a[href^='#']")) {
    const section = document.getElementById(link.hash.slice(1));
    if (section) links.set(section, link);
  }
  if (!links.size) return;
  const mark = () => {
    const current = sectionAtTop([...links.keys()]);
    for (const [section, link] of links) {
      if (section === current) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  };
  let waiting = 0;
  const soon = () => { waiting ||= requestAnimationFrame(() => { waiting = 0; mark(); }); };
  addEventListener("scroll", soon, { passive: true });
  addEventListener("hashchange", soon);
  mark();
}

/* The section under the head; or the one just jumped to, which the end of the page may keep further down. */
function sectionAtTop(sections) {
  const line = (document.getElementById("head")?.getBoundingClientRect().bottom ?? 0) + 24;
  const page = document.documentElement;
  const atEnd = innerHeight + scrollY >= page.scrollHeight - 2;
  const target = sections.find((section) => section.id === location.hash.slice(1));
  const near = (section) => Math.abs(section.getBoundingClientRect().top - line) < 40;
  if (target && (atEnd || near(target))) return target;
  return sections.find((section) => section.getBoundingClientRect().bottom > line);
}

/* A grid is a stop on the keyboard's way only where it can be scrolled. */
function watchScrolling(root) {
  const observer = new ResizeObserver((entries) => {
    for (const { target } of entries) target.tabIndex = target.scrollWidth > target.clientWidth ? 0 : -1;
  });
  for (const box of root.querySelectorAll(".scroll")) observer.observe(box);
}

const typing = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;

/* `/` goes to the find box, Shift+F2 to a new note (R207), unless somebody is typing. */
function shortcuts(event) {
  if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !typing(event.target)) {
    focusOn(document.getElementById("find"), event);
  } else if (event.key === "F2" && event.shiftKey) {
    focusOn(document.getElementById("note_text"), event);
  }
}

function focusOn(field, event) {
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", shortcuts);
htmx.onLoad(watchCounters);
htmx.onLoad(watchScrolling);
measureHead();
followSections();
explainTerms(document);
startLookup();
startRecord();
followQueue();
followGrids();
startEntering();
followSpecialHandling();
startReveal();
followHousehold();
followPlace();
offerPresets();
