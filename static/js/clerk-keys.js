// The clerk's screen by keyboard: Enter goes to the next field, as card readers end what they type with it, and Alt with a
// key does what the access keys do. Without this file Tab and the browser's own access keys do the same.

const FIELDS = "input:not([type=hidden], [tabindex='-1']), select, textarea, button:not([tabindex='-1'])";

/** The next field in order; of a group of radio buttons the chosen one, as Tab would do. */
function next(form, from) {
  const fields = [...form.querySelectorAll(FIELDS)].filter((field) => !field.disabled);
  const rest = fields.slice(fields.indexOf(from) + 1).filter((field) => field.type !== "radio" || field.name !== from.name);
  const first = rest[0];
  if (first?.type !== "radio") return first;
  return rest.find((field) => field.name === first.name && field.checked) ?? first;
}

function onEnter(event) {
  const { target, currentTarget: form } = event;
  if (event.key !== "Enter" || event.isComposing || !target.matches("input, select")) return;
  event.preventDefault();
  next(form, target)?.focus();
}

/** Alt and a key do what the access keys do, alike in every browser; with the physical key, as Option changes letters. */
function onShortcut(event) {
  if (!event.altKey || event.ctrlKey || event.metaKey) return;
  const key = event.code.replace(/^(Digit|Numpad|Key)/, "").toLowerCase();
  const target = /^[0-9a-z]$/.test(key) && document.querySelector(`main [accesskey="${key}"]`);
  if (!target) return;
  event.preventDefault();
  target.click();
}

for (const form of document.querySelectorAll("[data-clerk-form]")) {
  document.addEventListener("keydown", onShortcut);
  form.addEventListener("keydown", onEnter);
}
document.querySelector("#error-summary, #sign, #numbers")?.focus();
