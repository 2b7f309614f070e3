{% load static %}// Keeps one page for the time without a connection, and what that page is made of. Nothing else is ever kept:
// every other page may hold somebody's own matters.
const KEPT = "offline-1";
const OFFLINE = "{% url "offline" %}";
const FILES = [
  OFFLINE,
  "{% static "vendor/bootstrap/bootstrap.min.css" %}",
  "{% static "css/portal.css" %}",
  "{% static "css/components.css" %}",
  "{% static "css/modes.css" %}",
  "{% static "img/mark.svg" %}",
];

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(KEPT).then((cache) => cache.addAll(FILES)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const others = caches.keys().then((names) => names.filter((name) => name !== KEPT));
  event.waitUntil(others.then((names) => Promise.all(names.map((name) => caches.delete(name)))));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.mode === "navigate" && request.method === "GET") {
    event.respondWith(fetch(request).catch(() => caches.match(OFFLINE)));
  } else if (request.method === "GET" && FILES.includes(new URL(request.url).pathname)) {
    event.respondWith(fetch(request).catch(() => caches.match(request)));
  }
});
