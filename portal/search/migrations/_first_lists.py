"""The search lists of a fresh portal. Editors keep them afterwards; nothing reads this file again."""

# title, title_en, explanation, explanation_en, words, url_name
FUNCTIONS = [
    (
        "预约领导接访",
        "Book a reception",
        "选一个接访日和接待领导，网上登记，到时面谈。",
        "Choose a reception day and a leader, register online, and talk face to face.",
        "接访 预约 约访 信访 上访 见领导 领导接待 接待日 登记 挂号 书记 市长 局长 reception appointment book booking leader petition",
        "reception_days:days",
    ),
    (
        "反映问题、求助",
        "Report a problem or ask for help",
        "说说您的事，我们登记并告诉您谁来办。",
        "Tell us what it is about; we register it and tell you who will handle it.",
        "投诉 反映 举报 诉求 求助 建议 纠纷 矛盾 调解 欠薪 讨薪 工资 噪音 噪声 物业 物管 邻里 complaint report problem help dispute",
        "matters:new",
    ),
    (
        "查询我的事项",
        "Look up my matter",
        "凭编号和查询码看进展，可以补充、改期或者撤回。",
        "See its progress with number and query code; add to it, reschedule or withdraw.",
        "查询 查进度 进度 进展 办到哪 编号 查询码 受理 办理情况 答复 回复 改期 取消 撤回 status progress look up track reschedule withdraw cancel",
        "matters:look_up",
    ),
    (
        "谁为我服务",
        "Who serves me",
        "找到您家所在网格的网格员、调解员、民警和服务中心。",
        "Find the grid worker, mediator, police officer and centre in charge of where you live.",
        "网格员 网格 民警 辅警 社区民警 调解员 村干部 社区干部 居委会 村委会 谁管 联系人 grid worker mediator police officer who",
        "places:who_serves_me",
    ),
    (
        "综合服务中心和窗口",
        "Service centres and windows",
        "三级中心的地址、开放时间、电话和窗口。",
        "Addresses, hours, telephones and windows of the centres at three levels.",
        "中心 窗口 地址 上班时间 开放时间 办公时间 电话 怎么去 法律援助 法律咨询 心理 心理疏导 诉讼 立案 "
        "centre window address hours legal aid counselling court",
        "places:centres",
    ),
    (
        "我的页面",
        "My page",
        "看自己的预约、事项和消息。",
        "See your own bookings, matters and messages.",
        "我的 登录 账号 消息 个人中心 sign in login account messages",
        "people:my_page",
    ),
]

SYNONYMS = [
    "物业 物管 物业公司 物业管理",
    "接访 约访 领导接待",
    "信访 上访 来访",
    "调解 调处 调停",
    "纠纷 矛盾 争议",
    "讨薪 欠薪 拖欠工资",
    "拆迁 征收 动迁",
    "宅基地 建房",
    "城管 城市管理 综合执法",
    "社保 社会保险",
    "医保 医疗保险",
    "低保 最低生活保障",
    "派出所 公安 警察",
    "网格员 网格长",
    "电动车 电瓶车 电动自行车",
    "小区 住宅区 社区",
    "噪音 噪声 扰民",
    "热线 12345 电话",
]
