// The part of Plotly that this portal uses: what a figure may be drawn with, and Chinese words.
const Plotly = require("plotly.js/lib/core"); // scatter is part of it

Plotly.register([require("plotly.js/lib/bar"), require("plotly.js/lib/locales/zh-cn")]);
// Plotly's own default would offer to send the data to a server abroad.
Plotly.setPlotConfig({ showSendToCloud: false, displaylogo: false, plotlyServerURL: "" });
window.Plotly = Plotly;
