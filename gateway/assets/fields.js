/* Fields that help while they are filled in: the ZIP code's place, lists that depend on another, choices between
   two people's values. The service decides all of it again. */

const byName = (scope, name) => scope.querySelector(`[name="${CSS.escape(name)}"]`);
const tell = (field) => field.dispatchEvent(new Event("input", { bubbles: true }));
const PARTS = ["city", "county", "state"];

/* City, county and state fill in from the ZIP code; what is typed instead is marked so (R31). */
function followZip(box) {
  const address = (name) => byName(box, `${box.dataset.prefix ?? "mailing_address"}.${name}`);
  const zip = address("zip");
  if (!zip) return;
  const told = box.querySelector(".place");
  let place = null;
  let asked = "";

  const mark = () => {
    for (const name of place ? PARTS : []) {
      const word = box.querySelector(`label[for="${address(name).id}"] i`);
      const hand = address(name).value.trim().toUpperCase() !== place[name];
      word.textContent = hand ? box.dataset.hand : box.dataset.auto;
      word.classList.toggle("hand", hand);
    }
  };
  const look = async (fill) => {
    const digits = zip.value.trim().slice(0, 5);
    if (!/^\d{5}$/.test(digits) || digits === asked) return;
    asked = digits;
    const answer = await fetch(box.dataset.place + digits, { headers: { Accept: "application/json" } }).catch(() => null);
    // An answer about a ZIP code that is no longer there is dropped.
    if (!answer || zip.value.trim().slice(0, 5) !== digits) return;
    place = answer.ok ? await answer.json() : null;
    told.textContent = answer.status === 404 ? box.dataset.unknown : place && !place.county ? box.dataset.countyless : "";
    offer(box, place, address("city"), address("state"));
    // An unknown ZIP code forgets the place of the old one as well: what is typed then is sent as it stands.
    if ((place || answer.status === 404) && fill) {
      for (const name of PARTS) { address(name).value = place?.[name] ?? ""; tell(address(name)); }
      box.querySelector('[name$="place_for"]').value = digits;
    }
    mark();
  };
  zip.addEventListener("input", () => look(true));
  address("city").addEventListener("focus", () => look(false));
  for (const name of PARTS) address(name).addEventListener("input", mark);
}

/* The ZIP code's cities: while typing, and as buttons after the place where there are several. */
function offer(box, place, city, state) {
  const names = place ? [place.city, ...place.other_cities] : [];
  city.list?.replaceChildren(...names.map((name) => new Option(name, name)));
  const group = box.querySelector(".cities") ?? document.createElement("div");
  group.className = "cities";
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", box.dataset.cities);
  const buttons = names.map((name) => Object.assign(document.createElement("button"), { type: "button", textContent: name }));
  for (const button of buttons) {
    button.addEventListener("click", () => { city.value = button.textContent; tell(city); city.focus(); });
  }
  group.replaceChildren(box.dataset.cities, ...buttons);
  group.hidden = names.length < 2;
  state.closest(".f").after(group);
}

/* A list whose entries belong to another field's values offers those of the value chosen (R24). */
function followPrimary(select) {
  const primary = byName(select.form, select.dataset.depends);
  const all = [...select.options];
  const offerMatching = (clear) => {
    // A browser forgets which option is chosen when the options are put in again.
    const chosen = clear ? "" : select.value;
    select.replaceChildren(...all.filter((option) => !option.dataset.of || option.dataset.of === primary.value));
    select.value = chosen;
    select.disabled = select.options.length < 2;
    if (clear) tell(select);
  };
  primary.addEventListener("change", () => offerMatching(true));
  offerMatching(false);
}

/* A choice puts its value into the field, so that what is seen is what will be saved; typing is a choice too. */
function followChoice(radio) {
  const field = document.getElementById(radio.dataset.field);
  if (!field) return;
  radio.addEventListener("change", () => { field.value = radio.dataset.value; tell(field); });
  if (radio.value !== "mine") return;
  field.addEventListener("input", (event) => { if (event.isTrusted) radio.checked = true; });
}

/* What a choice makes necessary is shown once it differs from what was loaded; without a script it always is. */
function followReveal(select) {
  const target = document.getElementById(select.dataset.reveals);
  const follow = () => { target.hidden = select.value === select.dataset.loaded; };
  select.addEventListener("change", follow);
  follow();
}

export function helpFields(root) {
  for (const box of root.querySelectorAll("[data-place]")) followZip(box);
  for (const select of root.querySelectorAll("select[data-depends]")) followPrimary(select);
  for (const select of root.querySelectorAll("select[data-reveals]")) followReveal(select);
  for (const radio of root.querySelectorAll(".conflict input[type=radio]")) followChoice(radio);
}
