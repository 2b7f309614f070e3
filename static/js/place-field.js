// The list of a place field appears while typing. Without this file the first submit shows it.

const PAUSE = 300;

/** Asks the same search the form uses and puts its answer below the box. */
async function list(field) {
  const input = field.querySelector("input[type=search]");
  const asked = input.value;
  const address = new URL(field.dataset.placeUrl, window.location.href);
  address.search = new URLSearchParams({ q: asked, name: input.name, levels: field.dataset.placeLevels });
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    const choices = await answer.text();
    if (answer.ok && input.value === asked) field.querySelector("[data-place-list]").innerHTML = choices;
  } catch {
    // No connection: the form itself still shows the list.
  }
}

for (const field of document.querySelectorAll("[data-place-field]")) {
  let waiting = 0;
  field.addEventListener("input", (event) => {
    if (event.target.type !== "search") return;
    window.clearTimeout(waiting);
    waiting = window.setTimeout(() => list(field), event.isComposing ? PAUSE * 3 : PAUSE);
  });
}
