/* The pages of one application while they are filled in: what a new service address means is asked once there is one. */

export function followPlace() {
  const asked = document.querySelector("[data-asks-place]");
  const form = asked?.closest("form");
  if (!form || !form.hasAttribute("data-editing")) return;
  const base = JSON.parse(form.elements.base.value);
  const places = [...form.elements].filter((field) => field.name?.startsWith("place_of_service."));
  const show = () => {
    const moved = places.some((field) => field.value.trim() !== (base[field.name] ?? ""));
    asked.hidden = !moved && !asked.querySelector("[aria-invalid]");
  };
  form.addEventListener("input", show);
  show();
}
