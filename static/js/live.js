/**
 * Live news for pages that ask for it: <div data-live-topic="reception_days.floor:2026-11-23">.
 *
 * Each piece of news becomes a bubbling `portal:live` event on the element, with detail {topic, payload, missed}.
 * After a lost connection the event comes once with `missed: true` and no payload: look again, something may have
 * happened. Websocket first, then server-sent events, then nothing: the page works without either.
 */
const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 60000;
const HOPELESS_AFTER = 3; // websocket attempts that never opened: a proxy blocks them

function listeners() {
  const byTopic = new Map();
  for (const element of document.querySelectorAll("[data-live-topic]")) {
    for (const topic of element.dataset.liveTopic.split(/\s+/).filter(Boolean)) {
      byTopic.set(topic, [...(byTopic.get(topic) ?? []), element]);
    }
  }
  return byTopic;
}

function tell(elements, detail) {
  for (const element of elements) {
    element.dispatchEvent(new CustomEvent("portal:live", { bubbles: true, detail }));
  }
}

function start() {
  const byTopic = listeners();
  if (byTopic.size === 0) return;
  const query = `?topics=${encodeURIComponent([...byTopic.keys()].join(","))}`;
  let pause = FIRST_PAUSE;
  let neverOpened = 0;
  let wasOpen = false;

  const opened = () => {
    pause = FIRST_PAUSE;
    if (wasOpen) byTopic.forEach((elements, topic) => tell(elements, { topic, payload: null, missed: true }));
    wasOpen = true;
  };
  const received = (event) => {
    const { topic, payload } = JSON.parse(event.data);
    tell(byTopic.get(topic) ?? [], { topic, payload, missed: false });
  };
  const again = (connect) => {
    window.setTimeout(connect, pause * (0.5 + Math.random())); // not all pages at once after a restart
    pause = Math.min(pause * 2, LONGEST_PAUSE);
  };

  const connectSocket = () => {
    let hasOpened = false;
    const address = new URL(`/ws/live/${query}`, window.location.href);
    address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(address);
    socket.addEventListener("open", () => {
      hasOpened = true;
      opened();
    });
    socket.addEventListener("message", received);
    socket.addEventListener("close", () => {
      neverOpened = hasOpened ? 0 : neverOpened + 1;
      again(neverOpened >= HOPELESS_AFTER && !wasOpen ? connectEvents : connectSocket);
    });
  };

  const connectEvents = () => {
    const source = new EventSource(`/sse/live/${query}`);
    source.addEventListener("open", opened);
    source.addEventListener("message", received);
    source.addEventListener("error", () => {
      if (source.readyState === EventSource.CLOSED) again(connectEvents); // else the browser tries again itself
    });
  };

  if ("WebSocket" in window) connectSocket();
  else if ("EventSource" in window) connectEvents();
}

start();
