// How long something is still kept. Without this file the page says until when, which is enough.
//
// Said aloud at five, two and one minutes and at the end, never in between; shown a minute at a time, so that nothing
// moves while somebody types. The button for more time stands out when time runs short.

const SAID_AT = [5, 2, 1];
const MINUTE = 60_000;

function follow(countdown) {
  const { countdown: until, now, one, other, over, more } = countdown.dataset;
  const ahead = now ? Date.now() - Date.parse(now) : 0; // this device's clock may be wrong
  const ends = Date.parse(until) + ahead;
  const left = countdown.querySelector("[data-left]");
  const said = countdown.querySelector("[data-said]");
  const box = countdown.closest("[data-held]");
  const extend = box?.querySelector("[data-extend]");
  const again = box?.querySelector("[data-hold-again]");
  let told = Infinity;

  const say = (text) => {
    if (said) said.textContent = text;
  };

  const look = () => {
    const remaining = ends - Date.now();
    if (remaining <= 0) {
      left.parentElement.textContent = over;
      say(over);
      if (extend) extend.hidden = true;
      if (again) again.hidden = false;
      return;
    }
    const minutes = Math.ceil(remaining / MINUTE);
    const words = minutes === 1 ? one : other.replace("{n}", minutes);
    left.textContent = ` · ${words}`;
    const due = SAID_AT.filter((each) => minutes <= each && each < told).pop();
    if (due !== undefined) {
      told = due;
      say(extend ? `${words}. ${more}` : words);
      extend?.classList.replace("btn-link", "btn-secondary");
      extend?.classList.remove("p-0");
    }
    window.setTimeout(look, remaining % MINUTE || MINUTE);
  };
  look();
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && ends - Date.now() <= 0) look(); // a sleeping phone stops its timers
  });
}

for (const countdown of document.querySelectorAll("[data-countdown]")) {
  if (countdown.querySelector("[data-left]")) follow(countdown);
}
