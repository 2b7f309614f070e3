"""The definitions as a page to read: docs/metrics.md."""

from django.utils.translation import override

from dashboards.metrics import all_metrics

HEADER = """# Figures

What each public figure counts, of what, what it leaves out, on what basis. Written by `make docs` from the functions
in `dashboards/metrics`: do not edit. `manage.py metrics 2026-11-01 2026-11-30` counts them from the records.
"""


def page() -> str:
    sections = []
    for each in all_metrics():
        words = []
        for language in ("zh-hans", "en"):
            with override(language):
                words.append((str(each.name), each.definition))
        (chinese, definition), (english, definition_en) = words
        sections.append(f"## {english} ({chinese}, `{each.code}`)\n\n{definition}\n\n{definition_en}\n")
    return "\n".join([HEADER, *sections])
