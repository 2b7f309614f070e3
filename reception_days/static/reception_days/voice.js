// The clerk's screen by keyboard: Enter goes to the next field, as card readers end what they type with it, and the
// chosen time is kept at once. Without this file Enter and "Keep this time" do the same through the page itself.

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

/** Keeps the chosen time and says so where a screen reader hears it; a taken one is no longer chosen. */
async function keep(form) {
  const kept = new URLSearchParams();
  for (const name of ["csrfmiddlewaretoken", "key", "day", "starts_at", "preferred"]) {
    kept.set(name, new FormData(form).get(name) ?? "");
  }
  try {
    const answer = await fetch(form.dataset.holdUrl, { method: "POST", body: kept });
    if (answer.ok && !answer.redirected) form.querySelector("[data-held]").innerHTML = await answer.text();
  } catch {
    // No connection: registering claims the time.
  }
}

for (const form of document.querySelectorAll("[data-voice-form]")) {
  document.addEventListener("keydown", onShortcut);
  form.addEventListener("keydown", onEnter);
  form.addEventListener("change", (event) => {
    if (event.target.name === "starts_at") keep(form);
  });
}
(document.querySelector("#error-summary") ?? document.querySelector("#sign"))?.focus();
