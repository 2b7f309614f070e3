// Reads the page with the device's own voice. Without this file, without speech or without a voice for the language of
// the page, nothing shows.
//
// <div data-read-aloud hidden>: a play button and a stop button; what is read is the nearest <article>, else <main>.
// Pausing stops the voice and remembers the piece: several phones cannot pause speech, every one can begin again.

const BLOCKS = "h1, h2, h3, h4, p, li, dt, dd, th, td, caption, blockquote, figcaption, summary";
const SILENT = "nav, form, button, .actions, .no-print, .visually-hidden, [aria-hidden=true], [data-read-aloud], [hidden]";
const LONGEST = 120; // characters at once: some voices fall silent in the middle of longer ones
const SENTENCE = /[^。！？；!?;\n]*[。！？；!?;\n]+[”’）)]*|[^。！？；!?;\n]+/g;

const languageOf = (element) => element.closest("[lang]")?.lang.slice(0, 2).toLowerCase() ?? "zh";
const isVoiceFor = (language) => (voice) => {
  const spoken = voice.lang.toLowerCase().replace("_", "-");
  return language === "zh" ? /^(zh|cmn)(?!-(hk|mo))/.test(spoken) : spoken.startsWith(language);
};

function voiceFor(language) {
  const fitting = speechSynthesis.getVoices().filter(isVoiceFor(language));
  return fitting.find((voice) => voice.localService) ?? fitting[0]; // words of the page stay on the device if they can
}

/** Sentences, joined as long as they stay short. */
function pieces(text) {
  const found = [];
  for (const sentence of text.match(SENTENCE) ?? []) {
    const last = found.at(-1);
    if (last !== undefined && last.length + sentence.length <= LONGEST) found[found.length - 1] = last + sentence;
    else found.push(sentence);
  }
  return found.filter((piece) => piece.trim());
}

/** In reading order, each innermost block once: [element, words]. */
function script(words) {
  const blocks = [...words.querySelectorAll(BLOCKS)].filter(
    (block) => !block.closest(SILENT) && !block.querySelector(BLOCKS) && block.getClientRects().length > 0,
  );
  return blocks.flatMap((block) => pieces(block.innerText).map((piece) => [block, piece]));
}

function reader(box) {
  const play = box.querySelector("[data-play]");
  const stop = box.querySelector("[data-stop]");
  const label = play.querySelector("[data-label]");
  const said = box.querySelector("[data-said]");
  const words = box.closest("article") ?? document.querySelector("main");
  let parts = [];
  let next = 0;
  let speaking = null; // kept, or the browser may forget it before it ends

  const mark = (block) => {
    for (const marked of words.querySelectorAll(".is-read")) marked.classList.remove("is-read");
    if (!block) return;
    block.classList.add("is-read");
    const { top, bottom } = block.getBoundingClientRect();
    if (top < 0 || bottom > window.innerHeight) block.scrollIntoView({ block: "center" });
  };
  const show = (state) => {
    box.dataset.state = state;
    label.textContent = play.dataset[state];
    stop.hidden = state === "idle";
  };
  const hush = () => {
    speaking = null;
    speechSynthesis.cancel();
  };
  const end = (words_) => {
    if (document.activeElement === stop) play.focus();
    hush();
    next = 0;
    mark(null);
    show("idle");
    said.textContent = words_;
  };
  const speak = () => {
    if (next >= parts.length) {
      end(box.dataset.ended);
      return;
    }
    const [block, text] = parts[next];
    const language = languageOf(block);
    const utterance = new SpeechSynthesisUtterance(text);
    utterance.lang = language === "zh" ? "zh-CN" : language;
    utterance.voice = voiceFor(language) ?? null;
    utterance.addEventListener("end", () => {
      if (speaking !== utterance) return; // hushed meanwhile
      next += 1;
      speak();
    });
    utterance.addEventListener("error", () => {
      if (speaking === utterance) end(box.dataset.failed);
    });
    speaking = utterance;
    mark(block);
    speechSynthesis.speak(utterance);
  };

  play.addEventListener("click", () => {
    said.textContent = "";
    if (box.dataset.state === "playing") {
      hush();
      show("paused");
      return;
    }
    if (box.dataset.state === "idle") parts = script(words);
    hush(); // another page may have left the voice talking
    show("playing");
    speak();
  });
  stop.addEventListener("click", () => end(""));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && box.dataset.state !== "idle") end("");
  });
  window.addEventListener("pagehide", () => {
    if (box.dataset.state !== "idle") end("");
  });

  show("idle");
  const look = () => {
    box.hidden = !voiceFor(languageOf(words));
  };
  look();
  speechSynthesis.addEventListener?.("voiceschanged", look); // most browsers learn their voices late
}

if ("speechSynthesis" in window && "SpeechSynthesisUtterance" in window) {
  for (const box of document.querySelectorAll("[data-read-aloud]")) reader(box);
}
