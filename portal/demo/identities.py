"""Names, phones and ID numbers of people who do not exist.

The family names are plants, waters and tools that hardly anybody is called: who reads one knows that it is invented.
"""

from stdnum.iso7064 import mod_11_2

from portal.demo.towns import COUNTY

FAMILY = "禾苇汀榆桐杉芷砚岚霁溪荻篁蓼菱棠槿梧楸桉枫柊葵芡荇菖苔蕨鹭鸥橹帆筝箫笺磬垄畦埠渚"
FIRST = "望听知怀映念守思问临迎晓清若景彦书闻安允"
SECOND = "澜舟川禾岳松月桥星原帆亭朗石野泉宁田舒林"
PHONE_PREFIX = "1380013"  # the segment printed in every manual; DOMAIN §8
AREA_CODE = "0500"  # not assigned to any city
PHONES = 10_000


def person_name(n: int) -> str:
    """The n-th of 16,000 names, no two alike."""
    family, rest = n % len(FAMILY), n // len(FAMILY)
    first = (rest + family * 7) % len(FIRST)
    second = (rest // len(FIRST) + family * 3 + first) % len(SECOND)
    return FAMILY[family] + FIRST[first] + SECOND[second]


def mobile(n: int) -> str:
    assert 0 <= n < PHONES, "the test segment has ten thousand numbers"
    return f"{PHONE_PREFIX}{n:04}"


def landline(n: int) -> str:
    return f"{AREA_CODE}-{88000000 + n}"


def id_number(n: int) -> str:
    """A number with the fictional region, a birth date between 1955 and 1999 and the right check character."""
    born = f"{1955 + n * 7 % 45}{1 + n * 5 % 12:02}{1 + n * 11 % 28:02}"
    body = f"{COUNTY}{born}{100 + n % 900:03}"
    return body + mod_11_2.calc_check_digit(body)
