"""The words of the empty lists. Editors change them in Wagtail; nothing reads this file afterwards."""

# slug: model, whether it stands in the main navigation, and for each language title and introduction
LISTS: dict[str, tuple[str, bool, dict[str, tuple[str, str]]]] = {
    "notices": (
        "NoticeIndexPage",
        True,
        {
            "zh-hans": ("公示公告", "接访安排、公示和征求意见都在这里发布。正在进行的排在最前面。"),
            "en": (
                "Public notices",
                "Reception days, public displays and requests for comments. Those that run come first.",
            ),
        },
    ),
    "news": (
        "NewsIndexPage",
        False,
        {
            "zh-hans": ("工作动态", "三级服务中心最近做了什么。"),
            "en": ("News", "What the service centres have been doing."),
        },
    ),
    "library": (
        "DocumentLibraryPage",
        True,
        {
            "zh-hans": ("政策文件", "社会治理方面的文件，注明文号、发文单位和是否有效。"),
            "en": (
                "Policy papers",
                "Papers on local governance, with their number, issuer and whether they are in force.",
            ),
        },
    ),
    "site-map": (
        "SiteMapPage",
        False,
        {
            "zh-hans": ("网站地图", "本网站的全部栏目和服务。"),
            "en": ("Site map", "All parts and services of this site."),
        },
    ),
}
