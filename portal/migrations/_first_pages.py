"""The words of a fresh portal. Editors change them in Wagtail; nothing reads this file afterwards."""

from typing import Any

ACCESSIBILITY_ZH = """
<p>我们希望每个人都能看清、听清、用好本网站，包括老年人、视力或听力不便的人，以及只用键盘或读屏软件的人。</p>
<h2>您可以这样用</h2>
<ul>
<li>点页面顶部的“长者版”，文字放大到 18 磅以上；再点“更大字”，放大到 30 磅。按钮和链接同时变大。</li>
<li>点“深色”或“浅色”换配色。选择会保存在您的设备上。</li>
<li>所有页面可以只用键盘操作：按 Tab 键逐项移动，按回车键确认；第一项是“跳到正文”。</li>
<li>每个页面都标明标题、栏目和表单的名称，读屏软件可以逐项朗读。</li>
<li>不开启脚本也能完成所有事项。</li>
</ul>
<h2>遇到困难怎么办</h2>
<p>请拨打 12345，或到就近的服务中心窗口，由工作人员替您登记。电话、窗口和网上登记的事项同样受理、同样答复。</p>
<p>本网站按照《网页内容可访问性指南》（WCAG）2.2 的 AA 级建设。发现用不了的地方，请通过“联系我们与网站纠错”告诉我们。</p>
"""

ACCESSIBILITY_EN = """
<p>Everybody should be able to read and use this site, whatever their age, eyesight or hearing, and whether they use a
keyboard, a screen reader or a phone.</p>
<h2>What you can do</h2>
<ul>
<li>“Large print” at the top of each page sets the text to at least 18 point, “Larger still” to 30 point. Buttons and
links grow with it.</li>
<li>“Dark” and “Light” change the colours. Your device remembers the choice.</li>
<li>Every page works with the keyboard alone: Tab moves on, Enter confirms, and the first stop leads to the main
content.</li>
<li>Headings, sections and form fields have names that a screen reader can read out.</li>
<li>Every service works without scripts.</li>
</ul>
<h2>If something does not work for you</h2>
<p>Call 12345, or go to the window of the nearest service centre, where staff will register your matter for you. Matters
given by phone, at a window and online are accepted and answered alike.</p>
<p>We build to level AA of the Web Content Accessibility Guidelines (WCAG) 2.2. Please tell us what falls short, under
“Contact and corrections”.</p>
"""

CONTACT_ZH = """
<h2>反映事情</h2>
<p>要预约领导接访、反映问题或者查询进度，请从首页进入，或者拨打 12345，也可以直接到服务中心窗口。这三种方式效果相同。</p>
<h2>网站内容有错</h2>
<p>发现错字、过期信息、打不开的链接或者用不了的功能，请记下网页地址，拨打 12345 说明是“网站纠错”，或者告诉窗口工作人员。我们会核对、改正并答复您。</p>
<h2>紧急情况</h2>
<p>有人受伤、着火、正在发生违法犯罪时，请不要在网上填写，马上拨打 110、119、120 或 122。</p>
"""

CONTACT_EN = """
<h2>Raise a matter</h2>
<p>To book a reception, raise a problem or ask how far it has got, start from the home page, call 12345, or go to the
window of a service centre. All three count alike.</p>
<h2>Something on this site is wrong</h2>
<p>If you find a mistake, outdated information, a dead link or something that does not work, note the address of the page
and call 12345 (say it is a correction for the website), or tell the staff at a window. We will check it, put it right and
let you know.</p>
<h2>Emergencies</h2>
<p>If somebody is hurt, something is on fire or a crime is happening, do not fill in a form. Call 110, 119, 120 or 122 at
once.</p>
"""

PRIVACY_ZH = """
<h2>我们记录什么</h2>
<p>办理您的事情需要知道：您的姓名和联系方式、事情本身，以及按规定需要核对身份时的证件号码。看网页、查找谁服务您，不需要留下任何个人信息。</p>
<h2>怎样保护</h2>
<ul>
<li>姓名以外的联系方式、证件号码和诉求内容加密保存，列表中只显示部分数字。</li>
<li>工作人员查看完整信息要说明用途，每一次都有记录；您登录后可以在“谁看过我的信息”里看到。</li>
<li>公开的统计只公布汇总数，数字太小的不公布；不公开任何群众的姓名。</li>
</ul>
<h2>您的权利</h2>
<p>您可以查看、更正自己的信息，也可以要求删除不再需要的信息。请在“我的”里办理，或者到窗口提出。</p>
<h2>本网站使用的 Cookie</h2>
<p>只用于登录、表单安全，以及记住您选择的字号和配色。没有广告，没有第三方统计。</p>
"""

PRIVACY_EN = """
<h2>What we keep</h2>
<p>To handle your matter we need your name, a way to reach you, the matter itself and, where the rules ask for proof of
identity, your ID number. Reading pages and finding out who serves you needs no personal data at all.</p>
<h2>How it is protected</h2>
<ul>
<li>Contact details, ID numbers and what you tell us are stored encrypted; lists show only some of the digits.</li>
<li>Staff who open the full details must state a purpose, and each time is recorded. After signing in you can see who
looked.</li>
<li>Published figures are totals; figures so small that they could point to somebody are withheld. No citizen's name is
ever published.</li>
</ul>
<h2>Your rights</h2>
<p>You can see and correct your data, and ask for data that is no longer needed to be erased: on “My page”, or at a
window.</p>
<h2>Cookies</h2>
<p>Only for signing in, for the safety of forms, and to remember the text size and colours you chose. No advertising, no
third-party statistics.</p>
"""


def _button(label: str, destination: str) -> dict[str, Any]:
    return {"label": label, "destination": destination, "page": None, "url": ""}


HOME_ZH: list[tuple[str, dict[str, Any]]] = [
    (
        "door",
        {
            "heading": "有话要说，我们在听",
            "text": "有事要反映、想当面见领导、想知道事情办到哪一步，都从这里开始。没有账号也能办；不方便上网，打电话、到窗口一样办。",
            "buttons": [
                _button("我要反映", "matters:new"),
                _button("我要预约接访", "reception_days:days"),
                _button("办件查询", "matters:look_up"),
            ],
        },
    ),
    (
        "next_reception_day",
        {
            "heading": "下一个领导接访日",
            "when_none": "接访日一般为每月 15 日，遇节假日顺延到下一个工作日，安排确定后在这里公布。着急的事请拨打 12345，或者直接到服务中心窗口。",
        },
    ),
    ("search", {"heading": "谁在服务我家", "hint": "写村（社区）、小区、道路、村民小组或者老地名"}),
    (
        "channels",
        {
            "heading": "三种方式，一样受理",
            "phone": "拨打 12345，全天有人接听。说不清该找谁，就打这个电话。",
            "window": "到市、镇、村三级服务中心窗口，工作人员当面登记，不会用手机也没关系。",
            "online": "在本网站反映问题、预约接访、查询进度。登记后给您编号和查询码，请妥善保管。",
        },
    ),
    (
        "forces",
        {
            "heading": "三支力量，一起服务您",
            "forces": [
                {
                    "kind": "command",
                    "title": "指挥力量",
                    "text": "党政领导每月接访，政法部门统筹协调，服务中心派单、督办。一件事有一个单位负责到底。",
                    "links": [_button("看谁接访", "reception_days:days")],
                },
                {
                    "kind": "professional",
                    "title": "专门力量",
                    "text": "调解员、法官、律师、民警和心理咨询师在服务中心现场办公，能调解的先调解。",
                    "links": [_button("找谁服务我", "places:who_serves_me")],
                },
                {
                    "kind": "social",
                    "title": "社会力量",
                    "text": "代表委员、网格员、社会组织和志愿者就在您身边，大家的事大家商量着办。",
                    "links": [_button("找我的网格员", "places:who_serves_me")],
                },
            ],
        },
    ),
    ("notices", {"heading": "通知公告", "notices": [], "when_none": "目前没有新的通知。"}),
    ("news", {"heading": "工作动态", "when_none": "目前没有新的动态。"}),
]

HOME_EN: list[tuple[str, dict[str, Any]]] = [
    (
        "door",
        {
            "heading": "Tell us. We are listening.",
            "text": "Tell us what is wrong, meet a leader in person, or see how far your matter has got: "
            "start here. You need no account, and the telephone and the window serve you just as well.",
            "buttons": [
                _button("I have something to say", "matters:new"),
                _button("Book a reception", "reception_days:days"),
                _button("Look up my matter", "matters:look_up"),
            ],
        },
    ),
    (
        "next_reception_day",
        {
            "heading": "The next reception day",
            "when_none": "Leaders usually receive on the 15th of the month, or on the next working day after a holiday. "
            "The day is announced here. If it cannot wait, call 12345 or come to a service window.",
        },
    ),
    (
        "search",
        {
            "heading": "Who serves my home",
            "hint": "A village or community, an estate, a road, a village group or an old name",
        },
    ),
    (
        "channels",
        {
            "heading": "Three ways, treated alike",
            "phone": "Call 12345, day and night. If you do not know whom to ask, start here.",
            "window": "Staff at the service centres of the city, the towns and the villages register your matter with you.",
            "online": "Tell us, book a reception or look up your matter here. You get a number and a query code; please keep both.",
        },
    ),
    (
        "forces",
        {
            "heading": "Three forces at your service",
            "forces": [
                {
                    "kind": "command",
                    "title": "Those who lead",
                    "text": "Leaders receive every month, the political-legal commission coordinates, the centre assigns and "
                    "follows up. One unit stays responsible for a matter to its end.",
                    "links": [_button("See who receives", "reception_days:days")],
                },
                {
                    "kind": "professional",
                    "title": "Those whose profession it is",
                    "text": "Mediators, judges, lawyers, police and counsellors work in the service centres. What can be "
                    "mediated is mediated first.",
                    "links": [_button("Who serves me", "places:who_serves_me")],
                },
                {
                    "kind": "social",
                    "title": "Those who live next door",
                    "text": "Deputies, grid workers, social organisations and volunteers are close by. What concerns everybody "
                    "is talked over by everybody.",
                    "links": [_button("Find my grid worker", "places:who_serves_me")],
                },
            ],
        },
    ),
    ("notices", {"heading": "Notices", "notices": [], "when_none": "There are no new notices at present."}),
    ("news", {"heading": "News", "when_none": "There is no news at present."}),
]

# slug, then for each language: title, introduction, text
TEXT_PAGES: list[tuple[str, dict[str, tuple[str, str, str]]]] = [
    (
        "accessibility",
        {
            "zh-hans": ("无障碍声明", "怎样看得更清楚、用得更方便，遇到困难找谁。", ACCESSIBILITY_ZH),
            "en": (
                "Accessibility statement",
                "How to make this site easier to read and use, and whom to ask for help.",
                ACCESSIBILITY_EN,
            ),
        },
    ),
    (
        "contact",
        {
            "zh-hans": ("联系我们与网站纠错", "有事找我们，网站有错也请告诉我们。", CONTACT_ZH),
            "en": ("Contact and corrections", "How to reach us, and how to tell us about a mistake.", CONTACT_EN),
        },
    ),
    (
        "privacy",
        {
            "zh-hans": ("个人信息保护", "我们记录什么、怎样保护、您有什么权利。", PRIVACY_ZH),
            "en": ("Protection of personal data", "What we keep, how it is protected, and your rights.", PRIVACY_EN),
        },
    ),
]

HOMES = {
    "zh-hans": (
        "首页",
        "home",
        HOME_ZH,
        "预约领导接访，查找谁在服务您，查询办理进度。电话、窗口、网上三种方式一样受理。",
    ),
    "en": (
        "Home",
        "home-en",
        HOME_EN,
        "Book a reception with a leader, find out who serves you and look up your matter: by phone, at a window or online.",
    ),
}
