/* Key terms explain themselves when they are pointed at or reached by keyboard; Escape and leaving close them. A tap
   or Enter opens them without any of this. */

function helpTerm(term) {
  const summary = term.querySelector("summary");
  let byPointer = false;
  const open = (found) => { term.open = found; };
  term.addEventListener("mouseenter", () => { if (!term.open) { byPointer = true; open(true); } });
  term.addEventListener("mouseleave", () => { if (byPointer) { byPointer = false; open(false); } });
  // A click on what pointing has opened already keeps it open.
  summary.addEventListener("click", (event) => { if (byPointer) { byPointer = false; event.preventDefault(); } });
  summary.addEventListener("focus", () => { if (summary.matches(":focus-visible")) open(true); });
  term.addEventListener("focusout", (event) => { if (!term.contains(event.relatedTarget)) open(false); });
  term.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !term.open) return;
    open(false);
    event.stopPropagation();
  });
}

export function explainTerms(root) {
  for (const term of root.querySelectorAll(".term")) helpTerm(term);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") for (const term of document.querySelectorAll(".term[open]")) term.open = false;
  });
}
