/**
 * Free places while the page is open: <section data-live-topic="reception_days.day:7" data-free-places>.
 *
 * News says {free: {"09:00": 3}, at}; a time that is missing has no free place. Counts are put in place, nothing moves
 * and nobody loses the focus. After a lost connection the page is fetched again once, at a moment of its own, so that
 * a restart is not met by everybody at once. Without this file a reload shows the same.
 */
const LONGEST_WAIT = 10000;

function words(section, free) {
  return free === 1 ? section.dataset.one : section.dataset.many.replace("{n}", free);
}

function show(element, isShown) {
  if (element) element.hidden = !isShown;
}

function putTime(section, item, free) {
  const link = item.querySelector("[data-when-free]");
  const hadFocus = link.contains(document.activeElement);
  item.querySelector("[data-count]").textContent = words(section, free);
  if (free === 0 && hadFocus) return; // taken under somebody's finger: following the link says so and offers others
  show(link, free > 0);
  show(item.querySelector("[data-when-taken]"), free === 0);
}

function put(section, counts) {
  for (const item of section.querySelectorAll("[data-time]")) putTime(section, item, counts[item.dataset.time] ?? 0);
  const times = Object.keys(counts).filter((time) => counts[time] > 0).sort();
  show(section.querySelector("[data-when-full]"), times.length === 0);
  show(section.querySelector("[data-first]"), times.length > 0);
  const first = section.querySelector("[data-first-time]");
  if (first && times.length > 0) first.textContent = first.dataset.firstTime.replace("{time}", times[0]);
  const total = section.querySelector("[data-total]");
  if (total) {
    const sum = times.reduce((before, time) => before + counts[time], 0);
    total.textContent = sum === 0 ? total.dataset.whenNone : words(section, sum);
  }
}

function start(section) {
  let latest = 0;
  section.addEventListener("portal:live", (event) => {
    const { payload, missed } = event.detail;
    if (missed) {
      const isUnused = document.activeElement === document.body;
      if (isUnused) window.setTimeout(() => window.location.reload(), Math.random() * LONGEST_WAIT);
    } else if (payload.at >= latest) {
      latest = payload.at;
      put(section, payload.free);
    }
  });
}

for (const section of document.querySelectorAll("[data-free-places]")) start(section);
