/* A protected number over the record: a dialog in which the reason is given, and a number that hides itself (R69). */

let hiding = 0;

function hide(output) {
  clearTimeout(hiding);
  output.textContent = output.dataset.masked;
}

/* The number goes after a while, and before the page is put away where the browser could bring it back. */
function watchNumber(root) {
  const output = root.querySelector("[data-revealed]");
  if (!output) return;
  clearTimeout(hiding);
  hiding = setTimeout(hide, Number(output.dataset.revealed) * 1000, output);
  addEventListener("pagehide", () => hide(output), { once: true });
}

const fragment = { headers: { "HX-Request": "true" } };

/* What came is shown; where it is no part of a page, the page itself is opened. */
async function show(dialog, answer, address) {
  const isPart = answer && !answer.redirected && answer.status !== 204 && answer.headers.get("Content-Type")?.startsWith("text/html");
  const text = isPart ? await answer.text() : "";
  if (!text || text.includes("<!doctype")) return location.assign(address);
  dialog.innerHTML = text;
  if (!dialog.open) dialog.showModal();
  dialog.querySelector("[autofocus]")?.focus();
  watchNumber(dialog);
}

function makeDialog() {
  const dialog = document.createElement("dialog");
  dialog.className = "over";
  dialog.addEventListener("click", (event) => {
    if (event.target !== dialog && !event.target.closest("[data-close]")) return;
    event.preventDefault();
    event.stopPropagation();
    dialog.close();
  });
  dialog.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopPropagation();
    const form = event.target;
    const sent = { ...fragment, method: "POST", body: new FormData(form) };
    show(dialog, await fetch(form.action, sent).catch(() => null), form.action);
  });
  dialog.addEventListener("close", () => { clearTimeout(hiding); dialog.replaceChildren(); });
  document.body.append(dialog);
  return dialog;
}

let dialog = null;

/* The links of a part of the page open over it. */
export function openInDialog(root) {
  for (const link of root.querySelectorAll("a[data-dialog]")) {
    dialog ??= makeDialog();
    link.addEventListener("click", async (event) => {
      if (event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      show(dialog, await fetch(link.href, fragment).catch(() => null), link.href);
    });
  }
}

export function startReveal() {
  watchNumber(document);
  openInDialog(document);
}

/* The reason for special handling is asked for where its mark is changed. Without JavaScript it is always there. */
export function followSpecialHandling() {
  const mark = document.getElementById("special_handling");
  const reason = document.getElementById("special_handling_reason");
  const box = reason?.closest(".f");
  if (!box || mark?.tagName !== "SELECT") return;
  const before = mark.dataset.before;
  const follow = () => { box.hidden = mark.value === before && !reason.value && !box.classList.contains("bad"); };
  mark.addEventListener("change", () => { if (mark.value === before) reason.value = ""; follow(); });
  follow();
}
