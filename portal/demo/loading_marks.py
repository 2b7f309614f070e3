"""The name and the marks of the demo city's site, unless somebody has already entered others."""

from portal.site_marks import SiteMarks

MARKS = {
    "name": "望澜市参与治理平台",
    "name_en": "Wanglan Participation Portal",
    "tagline": "听您说，请您议，由您评",
    "tagline_en": "Heard, discussed, and judged by you",
    "organiser": "望澜市社会治理综合服务中心",
    "organiser_en": "Wanglan Governance Service Centre",
    "window_address": "栖霁街道临筝路66号",
    "window_address_en": "66 Linzheng Road, Qiji Subdistrict",
    "contact_email": "site@wanglan.example",
    "identification_code": "3299810001",
    "icp_number": "演示ICP备00000001号",
    "police_number": "演示公网安备32998100000001号",
}


def load_marks() -> None:
    marks = SiteMarks.load()
    if not marks.name:
        for field, value in MARKS.items():
            setattr(marks, field, value)
        marks.save()
