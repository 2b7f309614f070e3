"""The columns of the files, described once: for the table schemas, the field lists and the page."""

from typing import Any, NamedTuple

from dashboards.opendata.words import Words

PERIOD = r"^[0-9]{4}(-(0[1-9]|1[0-2]))?$"
REASONS = ("small", "protects", "period", "not_over", "nothing", "few", "rest")


class Field(NamedTuple):
    name: str
    type: str
    words: Words
    constraints: dict[str, Any]

    def schema(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "type": self.type,
            "title": self.name,
            "description": f"{self.words.en} / {self.words.zh}",
            "constraints": self.constraints,
        }


NEEDED = {"required": True}
COUNTED = {"minimum": 0}

FIGURES = (
    Field("figure", "string", Words("指标代码，见 figures.csv", "Code of the figure, see figures.csv"), NEEDED),
    Field(
        "row",
        "string",
        Words(
            "地方、单位、事项类别或渠道的代码；_rest 是全市其余部分",
            "Code of the place, unit, kind of matter or way in; _rest is whatever of the city belongs to none of them",
        ),
        NEEDED,
    ),
    Field("name_zh", "string", Words("中文名称", "Its name in Chinese"), NEEDED),
    Field(
        "name_en",
        "string",
        Words("英文名称，没有的写中文", "Its name in English, or in Chinese where it has none"),
        NEEDED,
    ),
    Field(
        "period",
        "string",
        Words("月（2026-11）或全年（2026），ISO 8601", "A month (2026-11) or the whole year (2026), ISO 8601"),
        NEEDED | {"pattern": PERIOD},
    ),
    Field(
        "value",
        "number",
        Words(
            "数值：件数、0 到 1 的比例（六位小数）或天数中位数；不公布的为空",
            "The figure: a count, a share from 0 to 1 (six decimals) or a median of days; empty where it is not shown",
        ),
        COUNTED,
    ),
    Field("part", "integer", Words("比例的分子", "Of a share: its part"), COUNTED),
    Field(
        "whole",
        "integer",
        Words(
            "比例的分母；天数指标为计算所依据的件数", "Of a share: its whole; of days: how many matters were counted"
        ),
        COUNTED,
    ),
    Field(
        "ninth_decile",
        "number",
        Words("天数的九成分位数，件数不足的为空", "Of days: nine of ten took no longer; empty where there are too few"),
        COUNTED,
    ),
    Field(
        "bins",
        "string",
        Words(
            "全市天数指标的分档，每档至少五件：起日-止日:件数，中位数和九成分位数由此算出",
            "Of days of the whole city, what median and ninth decile are read off: from day-to day:how many, never "
            "fewer than five",
        ),
        {"pattern": r"^([0-9]+-[0-9]+:[0-9]+)( [0-9]+-[0-9]+:[0-9]+)*$"},
    ),
    Field(
        "not_shown",
        "string",
        Words(
            "不公布的原因：small 太小，protects 为保护小数字，period 会透露某月，not_over 未到期，nothing 无可计数，"
            "few 太少不成比例或中位数，rest 其余部分不另算",
            "Why it is not shown: small; protects small numbers; period (would give a month away); not_over; nothing "
            "to count; few (for a share or a median); rest (not worked out for the rest)",
        ),
        {"enum": list(REASONS)},
    ),
    Field(
        "below",
        "integer",
        Words("原因为 small 时：实际为 1 到此数减 1", "Where the reason is small: it is from 1 to this less 1"),
        COUNTED,
    ),
)

LIST = (
    Field("code", "string", Words("指标代码", "Code of the figure"), NEEDED | {"unique": True}),
    Field("name_zh", "string", Words("中文名称", "Its name in Chinese"), NEEDED),
    Field("name_en", "string", Words("英文名称", "Its name in English"), NEEDED),
    Field("definition_zh", "string", Words("中文定义", "Its definition in Chinese"), NEEDED),
    Field("definition_en", "string", Words("英文定义", "Its definition in English"), NEEDED),
    Field(
        "kind",
        "string",
        Words("count 件数，share 比例，days 天数", "count, share or days"),
        NEEDED | {"enum": ["count", "share", "days"]},
    ),
    Field(
        "parts",
        "string",
        Words(
            "由哪些公布的数字算出；空的直接计数", "From which published numbers it is worked out; counted where empty"
        ),
        {},
    ),
    Field(
        "over_months",
        "string",
        Words(
            "全年与各月的关系：sum 相加，floor 相加但各月舍去零头，last 年末状态，none 不能由各月得出",
            "How months make the year: sum; floor (a sum whose months each drop a fraction); last (the state at the "
            "end); none",
        ),
        NEEDED | {"enum": ["sum", "floor", "last", "none"]},
    ),
)
