// Free places change while somebody chooses a time. Without this file, and without a connection, a reload shows them.
//
// <div data-live-topic="…" data-live-counts data-one="…" data-other="…" data-none="…">: each [data-free="09:00"] inside is
// a count beside a radio button; `data-mine` is the place this browser holds already.

const LOOK_AGAIN = 60_000;

function words(box, count) {
  const { one, other, none } = box.dataset;
  if (count === 0) return none;
  return (count === 1 ? one : other).replace("%(free)d", count);
}

function showOne(box, place, count) {
  if (Number(place.dataset.count) === count) return;
  place.dataset.count = count;
  place.textContent = words(box, count);
  const radio = place.closest("label")?.querySelector("input[type=radio]");
  if (radio) {
    radio.disabled = count === 0 && !radio.checked;
    if (count === 0 && radio.checked) say(box, box.dataset.gone);
  }
}

function say(box, text) {
  const region = box.querySelector("[data-live-said]");
  if (region && text) region.textContent = text;
}

function show(box, countOf) {
  for (const place of box.querySelectorAll("[data-free]")) {
    const mine = place.dataset.mine ? 1 : 0;
    showOne(box, place, (countOf(place.dataset.free) ?? 0) + mine);
  }
}

/** Looks at the page itself again: after news was missed, and from time to time, because holds run out silently. */
async function lookAgain(box, index) {
  try {
    const answer = await fetch(window.location.href, { headers: { Accept: "text/html" } });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelectorAll("[data-live-counts]")[index];
    if (!fresh) return;
    const counts = new Map();
    for (const place of fresh.querySelectorAll("[data-free]")) {
      counts.set(place.dataset.free, Number(place.dataset.count) - (place.dataset.mine ? 1 : 0));
    }
    show(box, (time) => counts.get(time));
  } catch {
    // No connection: what stands here is as of a while ago, and choosing asks the server anyway.
  }
}

[...document.querySelectorAll("[data-live-counts]")].forEach((box, index) => {
  let newest = 0;
  let looked = Date.now();
  const again = () => {
    looked = Date.now();
    lookAgain(box, index);
  };
  box.addEventListener("portal:live", ({ detail }) => {
    if (detail.missed || !detail.payload) {
      again();
    } else if (detail.payload.at >= newest) {
      newest = detail.payload.at;
      looked = Date.now();
      const { free } = detail.payload;
      show(box, (time) => free[time]);
    }
  });
  window.setInterval(() => {
    if (!document.hidden && Date.now() - looked >= LOOK_AGAIN) again();
  }, LOOK_AGAIN / 4);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && Date.now() - looked >= LOOK_AGAIN) again();
  });
});
