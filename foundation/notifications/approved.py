"""Texts a carrier has approved. Carriers in China send nothing else: a template's number and what to put into its gaps.

A message is written once, in its own words, and kept as proof of what was told. So the carrier's templates are no
second wording beside ours: an approved text is matched against the message, and its gaps are read out of it. What
arrives is what stands in the outbox, under the approved signature, or the message is not sent at all.
"""

import csv
import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple, Self

GAP = re.compile(r"\{(\d+)\}")
SIGNATURE = re.compile(r"^【[^】]*】")


class Match(NamedTuple):
    template_id: str
    gaps: list[str]


class ApprovedText:
    """`已登记：编号{1}，{2}。` with the carrier's number. Gaps count from 1; the same gap may stand twice."""

    def __init__(self, template_id: str, text: str) -> None:
        self.template_id, self.text = template_id.strip(), text.strip()
        numbers = sorted({int(number) for number in GAP.findall(self.text)})
        if not self.template_id or numbers != list(range(1, len(numbers) + 1)):
            raise ValueError(f"{self.text[:40]!r}: a number of the carrier's, and gaps {{1}}, {{2}} … without a hole")
        self.gaps = numbers
        self.literal_length = len(GAP.sub("", self.text))
        self.pattern = re.compile(self._pattern(), re.DOTALL)

    def _pattern(self) -> str:
        seen: set[str] = set()
        found = ""
        for position, part in enumerate(GAP.split(self.text)):
            if position % 2 == 0:
                found += re.escape(part)
            else:
                found += f"(?P=gap{part})" if part in seen else f"(?P<gap{part}>.+?)"
                seen.add(part)
        return found

    def gaps_in(self, text: str) -> list[str] | None:
        found = self.pattern.fullmatch(text)
        return [found[f"gap{number}"] for number in self.gaps] if found else None


class ApprovedTexts:
    """The one with the most fixed words wins, so that a general text never swallows a particular one."""

    def __init__(self, texts: Iterable[ApprovedText]) -> None:
        self.texts = sorted(texts, key=lambda each: -each.literal_length)

    @classmethod
    def read(cls, file: Path) -> Self:
        """Columns `template_id` and `text`; rows without a number wait for the carrier's approval."""
        with file.open(encoding="utf-8-sig", newline="") as rows:
            found = [(row["template_id"] or "", row["text"] or "") for row in csv.DictReader(rows)]
        return cls(ApprovedText(number, text) for number, text in found if number.strip())

    def match(self, text: str) -> Match | None:
        text = without_signature(text)
        for each in self.texts:
            gaps = each.gaps_in(text)
            if gaps is not None:
                return Match(each.template_id, gaps)
        return None


def without_signature(text: str) -> str:
    """The carrier puts the approved signature there, and no brackets are allowed in a text."""
    return SIGNATURE.sub("", text)


@lru_cache(maxsize=4)
def approved_texts(file: str) -> ApprovedTexts:
    """Read once a process: a changed file counts after a restart."""
    return ApprovedTexts.read(Path(file))
