#!/bin/sh
# Builds static/vendor/plotly from the npm package plotly.js (needs node and npm). The result is committed: whoever runs
# the portal needs neither.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
vendor="$here/../../../static/vendor/plotly"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$here/package.json" "$here/bundle.js" "$work/"
cd "$work"
npm install --no-audit --no-fund --ignore-scripts
npx esbuild bundle.js --bundle --minify --target=es2020 --format=iife --define:global=window --legal-comments=none \
    --outfile=plotly.min.js
mkdir -p "$vendor"
cp plotly.min.js "$vendor/"
cp node_modules/plotly.js/dist/plotly.css "$vendor/"
cp node_modules/plotly.js/LICENSE "$vendor/"
