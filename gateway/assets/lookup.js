/* The one box of the lookup: the page's address follows what was typed, so that Back leads to the same results. */

function follow(event) {
  const { sourceElement, response } = event.detail.ctx;
  const address = sourceElement?.id === "anything" && response?.headers?.get("HX-Replace-Url");
  if (address) history.replaceState(history.state, "", address);
}

export function startLookup() {
  if (document.getElementById("anything")) document.addEventListener("htmx:after:swap", follow);
}
