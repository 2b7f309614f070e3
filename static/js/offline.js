// Lets the browser keep the page "no connection". The site works the same without it.
if ("serviceWorker" in navigator) {
  navigator.serviceWorker.register("/service-worker.js").catch(() => {
    // Private windows and old browsers refuse: nothing is lost but that one page.
  });
}
