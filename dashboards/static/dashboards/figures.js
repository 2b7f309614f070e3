// Draws the charts of figures. Without this file the tables below them say the same.
//
// <div class="figure-chart" data-chart="id of the JSON" data-said="…" data-png="…" data-svg="…">: Plotly is fetched when the first
// of them comes near the window. The figures come without colours; these are the page's own, light or dark.

const script = document.querySelector("script[data-bundle]");
const SCALE = 2; // of a saved picture
let bundle;

function load() {
  bundle ??= Promise.all([loadStyles(), loadScript()]).then(() => window.Plotly);
  return bundle;
}

function loadScript() {
  return new Promise((loaded, failed) => {
    const element = Object.assign(document.createElement("script"), { src: script.dataset.bundle });
    element.addEventListener("load", loaded);
    element.addEventListener("error", failed);
    document.head.append(element);
  });
}

function loadStyles() {
  // Plotly would write its rules into a style element, which the content policy refuses; here they are a file.
  const own = document.createElement("meta");
  own.id = "plotly.js-style-global";
  own.className = "no-inline-styles";
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: script.dataset.styles });
  document.head.append(own, link);
  return new Promise((loaded, failed) => {
    link.addEventListener("load", loaded);
    link.addEventListener("error", failed);
  });
}

function token(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function inColours(figure) {
  const ink = token("--ink");
  const line = token("--line");
  const size = Math.max(14, parseFloat(getComputedStyle(document.body).fontSize) * 0.85);
  const axis = { color: ink, gridcolor: line, linecolor: line, zerolinecolor: token("--line-strong") };
  const colours = ["--brand", "--amber", "--teal", "--red"].map(token);
  const traces = figure.data.map((trace, place) => {
    const color = colours[place % colours.length];
    const marker = { ...trace.marker, color };
    if (marker.pattern) marker.pattern = { ...marker.pattern, fgcolor: token("--paper"), size: 7 };
    return { ...trace, marker, ...(trace.line ? { line: { ...trace.line, color, width: Math.max(3, size / 5) } } : {}) };
  });
  const layout = {
    ...figure.layout,
    paper_bgcolor: token("--paper"),
    plot_bgcolor: token("--paper"),
    font: { color: ink, size, family: getComputedStyle(document.body).fontFamily },
    hoverlabel: { bgcolor: token("--paper"), bordercolor: token("--line-strong"), font: { color: ink } },
    xaxis: { ...figure.layout.xaxis, ...axis },
    yaxis: { ...figure.layout.yaxis, ...axis },
  };
  return { data: traces, layout };
}

function saveButton(box, plot, format) {
  const button = Object.assign(document.createElement("button"), {
    type: "button",
    className: "btn btn-sm btn-secondary",
    textContent: box.dataset[format],
  });
  button.addEventListener("click", () => {
    const filename = box.closest("figure")?.id ?? "figure";
    window.Plotly.downloadImage(plot, { format, filename, width: 1200, height: 640, scale: format === "png" ? SCALE : 1 });
  });
  return button;
}

async function draw(box) {
  const figure = JSON.parse(document.getElementById(box.dataset.chart).textContent);
  try {
    const Plotly = await load();
    const plot = Object.assign(document.createElement("div"), { className: "plot" });
    plot.setAttribute("role", "img");
    plot.setAttribute("aria-label", box.dataset.said);
    const saves = Object.assign(document.createElement("p"), { className: "saves" });
    box.append(plot, saves);
    const { data, layout } = inColours(figure);
    const locale = document.documentElement.lang.startsWith("zh") ? "zh-CN" : "en";
    await Plotly.newPlot(plot, data, layout, { locale, displayModeBar: false, displaylogo: false, showSendToCloud: false, responsive: true });
    saves.append(saveButton(box, plot, "png"), saveButton(box, plot, "svg"));
    box.dataset.drawn = "";
    window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      const anew = inColours(figure);
      Plotly.react(plot, anew.data, anew.layout);
    });
  } catch {
    box.classList.add("is-lost"); // no connection: the table is there
  }
}

const near = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      near.unobserve(target);
      draw(target);
    }
  },
  { rootMargin: "300px" },
);
function watch(within) {
  for (const box of within.querySelectorAll("[data-chart]:not([data-drawn])")) near.observe(box);
}

watch(document);
document.addEventListener("figures:renewed", ({ target }) => watch(target));
