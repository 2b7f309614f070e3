"""Invented names, assembled from syllables that no real place of the region combines this way.

Each series is an enumeration: the n-th name is always the same, and no name of a series comes twice.
"""

from functools import cache

from pypinyin import lazy_pinyin

STEMS = "漪蓼砚筝荻潋岫笠篁棹蕙蓑苔蘅筏霁桅笺箫埙磬笙舫篙鹭鸥鹳鸢鲻蔓萤菱芡茭莼藻蒲萍"
WATERS = "港圩埭墩桥塘泾浦荡浜渡湾洲堰坝汊"
SKIES = "云星月晴雨风雪霞露霜"
BOATS = "笺棹砚帆筝舟汀蓼桨梭"
ESTATE_ENDS = {"花园": "Garden", "苑": "Court", "新村": "New Village", "家园": "Homes", "公寓": "Apartments"}
GAZES = "望迎临朝映听问揽"
VIEWS = "棹蓼筝汐鹭岚漪芦荻帆"
DIGITS = "零一二三四五六七八九"


@cache
def english(text: str) -> str:
    """漪港 → Yigang: pinyin without tones, written as one word."""
    return "".join(lazy_pinyin(text)).capitalize()


def village_stem(n: int) -> str:
    """The n-th of 608 village names: 漪港, 蓼浦, …"""
    round_, first = divmod(n, len(STEMS))
    return STEMS[first] + WATERS[(first * 7 + round_) % len(WATERS)]


def estate(n: int) -> str:
    """The n-th of 500 housing estates: 云笺花园, 星棹苑, …"""
    round_, first = divmod(n, len(SKIES))
    end = list(ESTATE_ENDS)[n % len(ESTATE_ENDS)]
    return SKIES[first] + BOATS[(first + round_) % len(BOATS)] + end


def road(n: int) -> str:
    """The n-th of 80 roads: 望棹路, 迎蓼街, …"""
    round_, first = divmod(n, len(GAZES))
    return GAZES[first] + VIEWS[(first + round_) % len(VIEWS)] + ("街" if n % 5 == 4 else "路")


def chinese_number(n: int) -> str:
    """1 → 一, 12 → 十二, 20 → 二十; up to 99, as groups and grids are numbered."""
    tens, ones = divmod(n, 10)
    head = {0: "", 1: "十"}.get(tens, DIGITS[tens] + "十")
    return head + (DIGITS[ones] if ones else "")
