/* Presets fill in subject and message where the page is; without JavaScript their links load it filled in (R216). */

function fill(form, preset) {
  const { subject, body } = form.elements;
  const written = subject.value.trim() || body.value.trim();
  const isPreset = form.dataset.filled === subject.value + "\n" + body.value;
  if (written && !isPreset && !confirm(document.getElementById("preset-question").textContent)) return;
  subject.value = preset.dataset.subject;
  body.value = preset.dataset.body;
  form.elements.preset.value = preset.dataset.code;
  form.dataset.filled = subject.value + "\n" + body.value;
  for (const field of [subject, body]) field.dispatchEvent(new Event("input", { bubbles: true }));
  body.focus();
}

export function offerPresets() {
  const form = document.getElementById("email-form");
  if (!form) return;
  for (const preset of form.querySelectorAll(".preset")) {
    preset.addEventListener("click", (event) => {
      event.preventDefault();
      fill(form, preset);
    });
  }
}
