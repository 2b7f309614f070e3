// The time a clerk chooses is kept at once. Without this file "Keep this time" does the same through the page itself.

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
  form.addEventListener("change", (event) => {
    if (event.target.name === "starts_at") keep(form);
  });
}
