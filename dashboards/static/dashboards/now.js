/**
 * The running month moves while one looks: <section data-now="/figures/now.json" data-live-topic="…" data-month="2026-11">.
 *
 * News carries what changed, with the number of the fold it is of; older news is dropped. Whoever comes, comes back or
 * hears nothing for a while asks for everything. Without this file a reload shows the same.
 *
 * Another month reloads the page, unless somebody prevents the event `figures:another-month`. `figures:renewed` on the
 * section means that its content was put in anew, and `data-version` says which fold is shown.
 */
const SILENCE = 30_000;
const STALE = 90_000;
const A_DAY = 86_400_000;

const box = document.querySelector("[data-now]");
let newest = -1;
let heard = 0;

function show(said) {
  heard = Date.now();
  if (said.month !== box.dataset.month) {
    const begun = new CustomEvent("figures:another-month", { bubbles: true, cancelable: true });
    if (box.dispatchEvent(begun)) window.location.reload();
    return;
  }
  if (said.version < newest) return;
  newest = said.version;
  box.dataset.version = newest;
  for (const [code, { shown, of }] of Object.entries(said.figures)) {
    const cell = box.querySelector(`[data-figure="${code}"]`);
    if (!cell) continue;
    const value = cell.querySelector("[data-shown]");
    if (value.textContent !== shown) {
      value.textContent = shown;
      cell.classList.add("has-moved");
      window.setTimeout(() => cell.classList.remove("has-moved"), 1500);
    }
    cell.querySelector("[data-of]").textContent = of;
  }
  tellAge(said.at);
}

let asOf = null;

function tellAge(at) {
  if (at) asOf = new Date(at);
  if (!asOf) return;
  const age = box.querySelector("[data-age]");
  const isOld = Date.now() - asOf > A_DAY;
  const style = { timeStyle: isOld ? "short" : "medium", timeZone: "Asia/Shanghai", ...(isOld ? { dateStyle: "medium" } : {}) };
  const time = new Intl.DateTimeFormat(document.documentElement.lang, style).format(asOf);
  age.textContent = (Date.now() - heard > STALE ? age.dataset.stale : age.dataset.fresh).replace("{time}", time);
}

async function ask() {
  try {
    const answer = await fetch(box.dataset.now);
    if (answer.ok) show(await answer.json());
    else tellAge(null);
  } catch {
    tellAge(null); // no connection: the page says how old it is
  }
}

if (box) {
  box.addEventListener("portal:live", ({ detail }) => {
    if (detail.missed || !detail.payload) ask();
    else show(detail.payload);
  });
  box.addEventListener("figures:renewed", ask);
  window.setInterval(() => {
    if (!document.hidden && Date.now() - heard > SILENCE) ask();
  }, SILENCE / 3);
  ask();
}
