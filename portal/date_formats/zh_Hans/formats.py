"""Chinese: 2026年12月15日 星期二. Django's own names are right already."""

DAY_FORMAT = "Y年n月j日 l"
DAY_AND_TIME_FORMAT = "Y年n月j日 l H:i"
SHORT_DAY_FORMAT = "n月j日 l"
