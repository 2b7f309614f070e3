// A page editor that is left while its text is being saved by itself.
//
// Wagtail saves a text half a second after the last key. Whoever hands in a new page just then sends it twice at once:
// the draft takes the address, and the page that was handed in is refused because "this slug is in use", again at every
// further try. And the text editor gives its words to the form only a moment after the last key: the very last ones
// would not be sent. So a button waits until the saving has ended (then the form knows its draft, and goes there) and
// until the keys are still.

const KEYS_ARE_STILL = 400;
const LONGEST_WAIT = 15_000;
const LOOK_AGAIN = 50;

function watch(form) {
  let saving = null;
  let leaving = false;
  let waiting = false;
  let lastKey = -Infinity;

  const isBusy = () => (saving && !saving.defaultPrevented) || performance.now() - lastKey < KEYS_ARE_STILL;

  form.addEventListener("w-autosave:save", (event) => {
    if (leaving) event.preventDefault();
    else saving = event;
  });
  for (const end of ["w-autosave:success", "w-autosave:error"]) {
    form.addEventListener(end, () => {
      saving = null;
    });
  }
  for (const touch of ["keydown", "input", "change", "paste", "cut", "drop"]) {
    form.addEventListener(
      touch,
      (event) => {
        if (!event.target.closest("button")) lastKey = performance.now();
      },
      true,
    );
  }

  // The button may have been switched off by its own spinner, and what is off is not sent.
  function send(button) {
    const wasOff = button?.disabled;
    if (button) button.disabled = false;
    form.requestSubmit(button);
    if (button) button.disabled = wasOff;
  }

  function wait(button, until) {
    if (isBusy() && performance.now() < until) {
      setTimeout(wait, LOOK_AGAIN, button, until);
      return;
    }
    waiting = false;
    saving = null;
    lastKey = -Infinity;
    send(button);
  }

  window.addEventListener(
    "submit",
    (event) => {
      if (event.target !== form) return;
      leaving = true;
      if (!waiting && !isBusy()) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (waiting) return;
      waiting = true;
      wait(event.submitter, performance.now() + LONGEST_WAIT);
    },
    true,
  );
  window.addEventListener("submit", (event) => {
    if (event.target === form && event.defaultPrevented) leaving = false;
  });
  window.addEventListener("pageshow", () => {
    leaving = false;
  });
}

for (const form of document.querySelectorAll("form[data-controller~='w-autosave']")) watch(form);
