"""Turns the drawings of the demo site (portal/demo/data/pictures/*.svg) into the pictures its pages show.

python deploy/local/pictures.py      needs Chromium; commit the drawing together with its picture
"""

import io
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests import browser_server

FOLDER = Path(__file__).resolve().parents[2] / "portal" / "demo" / "data" / "pictures"
SIZE = {"width": 960, "height": 540}
MOST_BYTES = 25_000
QUALITIES = (88, 80, 70, 60)


def webp(picture: Image.Image) -> bytes:
    """As good as fits into MOST_BYTES. Raises ValueError where even the least does not fit."""
    for quality in QUALITIES:
        out = io.BytesIO()
        picture.save(out, "WEBP", quality=quality, method=6)
        if out.tell() <= MOST_BYTES:
            return out.getvalue()
    raise ValueError(f"The drawing is too busy for {MOST_BYTES} bytes.")


def main() -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=browser_server.chromium(), args=browser_server.CHROMIUM_ARGUMENTS
        )
        page = browser.new_page(viewport=SIZE, device_scale_factor=2)
        for drawing in sorted(FOLDER.glob("*.svg")):
            page.set_content(f"<style>body {{ margin: 0 }} svg {{ display: block }}</style>{drawing.read_text()}")
            shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
            picture = shot.resize((SIZE["width"], SIZE["height"]), Image.Resampling.LANCZOS)
            drawing.with_suffix(".webp").write_bytes(webp(picture))
            print(drawing.stem, drawing.with_suffix(".webp").stat().st_size, flush=True)
        browser.close()


if __name__ == "__main__":
    main()
