/* Contact information while it is filled in: how phones look, what a preferred method lacks, the marketing choice. */

const value = (form, name) => form.elements[name]?.value.trim() ?? "";

/* A number gets its usual form when its field is left; what is no such number stays as it was typed (R40). */
function showPhone(field) {
  const digits = field.value.replace(/[\s().\-+/\u2010-\u2015\u2212]/g, "");
  const found = /^1?([2-9]\d{2})(\d{3})(\d{4})$/.exec(digits);
  if (!found || (field.value.includes("+") && digits.length !== 11)) return;
  field.value = `(${found[1]}) ${found[2]}-${found[3]}`;
}

/* Says before the save what the preferred method lacks (R45). The service says it after the save as well. */
function crossCheck(box) {
  const form = box.closest("form");
  const told = box.querySelector(".crosscheck");
  const lacks = {
    email: () => !value(form, "email"),
    sms: () => !value(form, "mobile_phone"),
    mail: () => !value(form, "mailing_address.street") || !value(form, "mailing_address.zip"),
  };
  const texts = Object.keys(lacks).map((method) => box.dataset[method]);
  form.addEventListener("input", () => {
    const method = value(form, "preferred_method");
    const text = lacks[method]?.() ? box.dataset[method] : "";
    if (told.textContent !== text) told.textContent = text;
    // What was said at a field when the page came is said here from now on.
    for (const said of form.querySelectorAll(".f .warning")) {
      if (texts.some((each) => said.textContent.includes(each))) said.remove();
    }
  });
}

/* A warning is about the value that is stored: it goes when another one is typed. */
function dropWarning(event) {
  event.target.closest(".f")?.querySelector(":scope > .warning")?.remove();
}

/* How the customer told the choice is asked once the choice is another one (R146). */
function followMarketing(part) {
  const form = part.closest("form");
  const toggle = form.elements.marketing_emails;
  const source = form.elements.marketing_emails_source;
  if (!toggle || !source) return;
  const loaded = JSON.parse(form.elements.base?.value || "{}").marketing_emails ?? "no";
  const show = () => {
    part.hidden = toggle.value === loaded && !source.hasAttribute("aria-invalid");
    if (part.hidden) source.value = "";
  };
  toggle.addEventListener("change", show);
  show();
}

export function helpContact(root) {
  for (const field of root.querySelectorAll("input[inputmode=tel]")) {
    field.addEventListener("change", () => showPhone(field));
  }
  for (const box of root.querySelectorAll("[data-crosscheck]")) crossCheck(box);
  root.getElementById?.("record-form")?.addEventListener("input", dropWarning);
  for (const part of root.querySelectorAll("[data-marketing]")) followMarketing(part);
}
