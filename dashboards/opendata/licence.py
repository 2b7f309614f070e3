"""On what terms the figures may be used."""

from typing import NamedTuple

from dashboards.opendata.words import Words


class Licence(NamedTuple):
    """`spdx`: as machines name it."""

    spdx: str
    url: str
    title: Words


LICENCE = Licence(
    "CC-BY-4.0",
    "https://creativecommons.org/licenses/by/4.0/",
    Words("知识共享署名 4.0 国际许可协议（CC BY 4.0）", "Creative Commons Attribution 4.0 International (CC BY 4.0)"),
)
