/**
 * Lists of the desk that change while they are open: <div id="bookings" data-live-topic="…" data-look-again>.
 *
 * News only says that something changed. The page is fetched again and this element's content is put in place; who was
 * on a link in it stays on it. Several pieces of news within a moment are one. A form being filled in elsewhere on the
 * page is not touched. Without this file a reload shows the same.
 */
const PAUSE = 800;

function keyOf(element) {
  return element?.id ? `#${CSS.escape(element.id)}` : element?.getAttribute?.("href") ? `a[href="${CSS.escape(element.getAttribute("href"))}"]` : "";
}

async function lookAgain(element) {
  const answer = await fetch(window.location.href, { headers: { "X-Requested-With": "look-again" } });
  if (!answer.ok || answer.redirected) return; // signed out meanwhile: the next click says so
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(element.id);
  if (!fresh || fresh.innerHTML === element.innerHTML) return;
  const focused = element.contains(document.activeElement) ? keyOf(document.activeElement) : "";
  const table = element.querySelector(".table-wide");
  const left = table ? table.scrollLeft : 0;
  element.replaceChildren(...document.importNode(fresh, true).childNodes);
  if (focused) element.querySelector(focused)?.focus({ preventScroll: true });
  const tableNow = element.querySelector(".table-wide");
  if (tableNow) tableNow.scrollLeft = left;
}

for (const element of document.querySelectorAll("[data-look-again]")) {
  let waiting = 0;
  element.addEventListener("portal:live", () => {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(() => lookAgain(element).catch(() => {}), PAUSE);
  });
}
