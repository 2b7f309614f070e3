/**
 * A report typed on a bad line: <form data-keep-draft="name" data-sent-below="/path/">. What is typed stays on this phone until it is sent, at
 * most a day, and nothing else does. Without a line it is sent once when the line is back: the hidden key makes the same
 * report sent twice one matter. Photos stay in the open page only. Without this file the form is sent as any other.
 */
const DAY = 24 * 60 * 60 * 1000;
const NOT_KEPT = new Set(["csrfmiddlewaretoken", "send", "mask", "keep", "remove", "passed"]);

const form = document.querySelector("[data-keep-draft]");
const box = document.querySelector("[data-kept]");
const name = `draft:${form.dataset.keepDraft}`;
let isWaiting = false;
let isSending = false;
let pressed = "send"; // or what was decided about personal numbers in it

function fields() {
  return [...form.elements].filter(({ name, type }) => name && !NOT_KEPT.has(name) && !["file", "submit"].includes(type));
}

function isTick(field) {
  return ["radio", "checkbox"].includes(field.type);
}

function kept() {
  try {
    const found = JSON.parse(window.localStorage.getItem(name) ?? "null");
    return found && Date.now() - found.at < DAY ? found : null;
  } catch {
    return null; // storage is off, or somebody changed it: there is no draft
  }
}

function keep() {
  const typed = fields().filter((field) => !isTick(field) || field.checked);
  try {
    window.localStorage.setItem(name, JSON.stringify({ at: Date.now(), typed: typed.map(({ name, value }) => [name, value]) }));
  } catch {
    // Storage is off or full: the form works as any other.
  }
}

function forget() {
  try {
    window.localStorage.removeItem(name);
  } catch {
    // Storage is off: nothing was kept.
  }
}

function restore({ typed }) {
  for (const field of fields()) {
    const values = typed.filter(([key]) => key === field.name).map(([, value]) => value);
    if (isTick(field)) field.checked = values.includes(field.value);
    else if (values.length > 0) [field.value] = values;
  }
}

function say(which) {
  const words = box.querySelector("[data-kept-words]");
  words.textContent = words.dataset[which];
  box.hidden = false;
}

/** The pages a sent report leads to. Anything else asks who it is once more, and the draft is still needed. */
function isSent(url) {
  return new URL(url).pathname.startsWith(form.dataset.sentBelow);
}

/** A sent report leads to the slip. A refused one is asked for again as a page, without its photos: they have arrived. */
async function send() {
  if (isSending) return;
  isSending = true;
  keep();
  const body = new FormData(form);
  body.set(pressed, "1");
  try {
    const answer = await fetch(form.action, { method: "POST", body });
    isWaiting = false;
    if (answer.redirected) {
      if (isSent(answer.url)) forget();
      window.location.assign(answer.url);
      return;
    }
    for (const files of form.querySelectorAll("input[type=file]")) files.value = "";
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name: pressed, value: "1" }));
    form.submit();
  } catch {
    isWaiting = true;
    say("waiting");
  } finally {
    isSending = false;
  }
}

/** A page that came back refused shows what was sent; any other one starts with what this phone has kept. */
function start() {
  if (document.querySelector("#error-summary, #sign, #numbers")) return;
  const found = kept();
  if (found) {
    restore(found);
    say("restored");
  } else forget();
}

form.addEventListener("input", keep);
form.addEventListener("submit", (event) => {
  if (event.submitter?.name === "remove") return;
  event.preventDefault();
  pressed = event.submitter?.name || "send";
  send();
});
window.addEventListener("online", () => isWaiting && send());
box.querySelector("[data-forget]").addEventListener("click", () => {
  forget();
  window.location.assign(form.action);
});
start();
document.querySelector("#error-summary, #sign, #numbers")?.focus();
