/**
 * The screen of a hall: <div data-hall data-seconds="15" data-made="fold"> with a [data-scene] after the other.
 *
 * On a wide window one scene at a time fills it, and the next one follows by itself: space pauses, arrows go on and
 * back, and whoever is inside a scene with the keyboard is not taken out of it. On a phone, and without this file, the
 * scenes stand below one another.
 *
 * Every few minutes, where something has changed, the page is fetched again between two scenes and what reads
 * differently is put in. While the server does not answer, the last numbers stay, and the foot says of when they are.
 */
const RENEW_AFTER = 3 * 60_000;
const RENEW_AT_THE_LATEST = 30 * 60_000;
const PATIENCE = 8_000; // for an answer of the server
const ZONE = { timeZone: "Asia/Shanghai" };

const hall = document.querySelector("[data-hall]");
const wall = window.matchMedia("(min-width: 1000px) and (min-height: 540px) and (min-aspect-ratio: 4/3)");
const controls = hall.querySelector(".hall-controls");
const pauseButton = hall.querySelector("[data-pause]");
const sceneNodes = () => [...hall.querySelectorAll("[data-scene]")];
const served = new Map(sceneNodes().map((scene) => [scene.id, scene.innerHTML])); // before a chart is drawn

let place = Math.max(0, sceneNodes().findIndex((scene) => `#${scene.id}` === window.location.hash));
let isPaused = false;
let ticking = 0;
let renewedAt = Date.now();
let isMonthOver = false;

// --- One scene at a time ------------------------------------------------------------------------------------
function show(number, { said = false } = {}) {
  const scenes = sceneNodes();
  place = (number + scenes.length) % scenes.length;
  scenes.forEach((scene, each) => {
    scene.hidden = wall.matches && each !== place;
  });
  hall.querySelectorAll(".hall-ways a[href^='#']").forEach((way, each) => {
    if (wall.matches && each === place) way.setAttribute("aria-current", "true");
    else way.removeAttribute("aria-current");
  });
  const told = hall.querySelector("[data-told]");
  if (told && said) told.textContent = scenes[place].querySelector("h2").textContent;
}

function wait() {
  window.clearTimeout(ticking);
  ticking = window.setTimeout(tick, Number(hall.dataset.seconds) * 1000);
}

async function tick() {
  if (isDue()) await renew();
  const isRead = sceneNodes()[place].querySelector(":focus-visible"); // by keyboard: a click stops nothing
  if (wall.matches && !isPaused && !isRead && !document.hidden) show(place + 1);
  wait();
}

function step(by) {
  show(place + by, { said: true });
  wait();
}

function pause(paused) {
  isPaused = paused;
  hall.toggleAttribute("data-paused", paused);
  if (!pauseButton) return;
  pauseButton.setAttribute("aria-label", pauseButton.dataset.words.split("|")[Number(paused)]);
  pauseButton.title = pauseButton.getAttribute("aria-label");
}

function fit() {
  document.documentElement.classList.toggle("is-wall", wall.matches);
  if (controls) controls.hidden = !wall.matches;
  show(place);
}

// --- What is on the wall stays right --------------------------------------------------------------------------
function isDue() {
  const age = Date.now() - renewedAt;
  if (age < RENEW_AFTER && !isMonthOver) return false;
  const isBehind = Number(hall.dataset.version ?? -1) > Number(hall.dataset.made);
  return isMonthOver || isBehind || dayOf(renewedAt) !== dayOf(Date.now()) || age > RENEW_AT_THE_LATEST;
}

function dayOf(moment) {
  return new Intl.DateTimeFormat("en-CA", ZONE).format(moment);
}

async function renew() {
  try {
    const answer = await fetch(window.location.pathname + window.location.search, { signal: AbortSignal.timeout?.(PATIENCE) });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!fresh.querySelector("[data-hall]")) return;
    if (assets(fresh) === assets(document)) putIn(fresh);
    else window.location.reload(); // a new release, of a server that has just answered
  } catch {
    // The next scene tries again; the foot says of when the numbers are.
  }
}

function assets(page) {
  return [...page.querySelectorAll("[data-hall-asset]")].map((each) => each.getAttribute("href") ?? each.getAttribute("src")).join();
}

function putIn(fresh) {
  const made = fresh.querySelector("[data-hall]");
  for (const scene of sceneNodes()) {
    const anew = made.querySelector(`#${CSS.escape(scene.id)}`);
    if (!anew || anew.innerHTML === served.get(scene.id)) continue;
    served.set(scene.id, anew.innerHTML);
    scene.querySelectorAll(".js-plotly-plot").forEach((plot) => window.Plotly?.purge(plot));
    scene.replaceChildren(...document.importNode(anew, true).childNodes);
  }
  hall.querySelector("[data-as-of]").textContent = made.querySelector("[data-as-of]").textContent;
  isMonthOver = isMonthOver && made.dataset.month === hall.dataset.month; // a page kept from before midnight
  for (const name of ["month", "made"]) hall.dataset[name] = made.dataset[name];
  renewedAt = Date.now();
  hall.dispatchEvent(new CustomEvent("figures:renewed", { bubbles: true }));
}

// --- The clock -------------------------------------------------------------------------------------------------
function tellTime() {
  const language = document.documentElement.lang === "en" ? "en-GB" : "zh-CN"; // as the server writes dates
  const put = (name, style) => {
    const text = new Intl.DateTimeFormat(language, { ...ZONE, ...style }).format(new Date());
    const element = hall.querySelector(`[data-clock-${name}]`);
    if (element.textContent !== text) element.textContent = text;
  };
  put("day", { dateStyle: "full" });
  put("time", { hour: "2-digit", minute: "2-digit", hour12: false });
  hall.querySelector("[data-clock]").hidden = false;
}

// --- Hands ------------------------------------------------------------------------------------------------------
document.addEventListener("keydown", (event) => {
  if (!controls || !wall.matches || event.altKey || event.ctrlKey || event.metaKey) return;
  const act = { ArrowRight: () => step(1), ArrowLeft: () => step(-1), " ": () => pause(!isPaused) }[event.key];
  if (!act || (event.key === " " && event.target.closest("a, button"))) return;
  event.preventDefault();
  act();
});
hall.addEventListener("click", (event) => {
  const way = event.target.closest(".hall-ways a[href^='#']");
  const button = event.target.closest(".hall-controls button");
  if (button) {
    if (button === pauseButton) pause(!isPaused);
    else step(Number(button.dataset.step));
  } else if (way && wall.matches) {
    event.preventDefault();
    show(sceneNodes().findIndex((scene) => `#${scene.id}` === way.getAttribute("href")), { said: true });
    wait();
  }
});
hall.addEventListener("figures:another-month", (event) => {
  event.preventDefault();
  isMonthOver = true;
});
wall.addEventListener("change", fit);
window.setInterval(tellTime, 1000);
tellTime();
fit();
wait();
