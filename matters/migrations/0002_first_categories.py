"""The categories a new city starts with: plain words first, the office's finer levels under them."""

from django.db import migrations

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

# code, Chinese, English, examples, examples in English, [(code, Chinese, English, department, in English), …]
CHOICES = [
    (
        "housing",
        "住房和物业",
        "Housing and property management",
        "物业费、漏水、停车位、加装电梯",
        "Service fees, leaks, parking, adding a lift",
        [
            (
                "property-service",
                "物业服务",
                "Property services",
                "住房和城乡建设局",
                "Housing and Urban-Rural Development Bureau",
            ),
            (
                "owners-assembly",
                "业主大会和业主委员会",
                "Owners' assembly and committee",
                "住房和城乡建设局",
                "Housing and Urban-Rural Development Bureau",
            ),
            (
                "maintenance-fund",
                "住宅专项维修资金",
                "Maintenance fund",
                "住房和城乡建设局",
                "Housing and Urban-Rural Development Bureau",
            ),
            (
                "building-quality",
                "房屋质量和交付",
                "Building quality and hand-over",
                "住房和城乡建设局",
                "Housing and Urban-Rural Development Bureau",
            ),
            (
                "public-housing",
                "保障性住房",
                "Public housing",
                "住房和城乡建设局",
                "Housing and Urban-Rural Development Bureau",
            ),
        ],
    ),
    (
        "traffic",
        "道路交通",
        "Roads and traffic",
        "道路破损、公交、停车、红绿灯",
        "Damaged roads, buses, parking, traffic lights",
        [
            ("road-upkeep", "道路养护", "Road upkeep", "交通运输局", "Transport Bureau"),
            ("public-transport", "公共交通", "Public transport", "交通运输局", "Transport Bureau"),
            ("traffic-order", "交通秩序和信号", "Traffic order and signals", "公安局", "Public Security Bureau"),
            ("street-parking", "停车管理", "Parking", "城市管理局", "Urban Management Bureau"),
        ],
    ),
    (
        "utilities",
        "水电气暖",
        "Water, power, gas and heating",
        "停水停电、燃气、供暖、网络",
        "Cuts, gas, heating, telephone and internet",
        [
            ("water-supply", "供水排水", "Water supply and drainage", "水务局", "Water Affairs Bureau"),
            ("power-supply", "供电", "Power supply", "发展和改革委员会", "Development and Reform Commission"),
            (
                "gas-heating",
                "燃气和供暖",
                "Gas and heating",
                "住房和城乡建设局",
                "Housing and Urban-Rural Development Bureau",
            ),
            (
                "telecom",
                "通信网络",
                "Telephone and internet",
                "工业和信息化局",
                "Industry and Information Technology Bureau",
            ),
        ],
    ),
    (
        "environment",
        "环境卫生和噪声",
        "Environment, cleanliness and noise",
        "垃圾、油烟、噪声、河道",
        "Rubbish, cooking fumes, noise, rivers",
        [
            ("street-cleaning", "环境卫生", "Street cleaning and waste", "城市管理局", "Urban Management Bureau"),
            ("street-order", "占道经营和市容", "Street trading and order", "城市管理局", "Urban Management Bureau"),
            ("noise", "噪声扰民", "Noise", "生态环境局", "Ecology and Environment Bureau"),
            (
                "pollution",
                "大气、水和土壤污染",
                "Air, water and soil pollution",
                "生态环境局",
                "Ecology and Environment Bureau",
            ),
        ],
    ),
    (
        "education",
        "教育",
        "Education",
        "入学、学校管理、校外培训",
        "Admission, schools, private tutoring",
        [
            ("admission", "入学和招生", "Admission", "教育局", "Education Bureau"),
            ("schools", "学校管理", "Running of schools", "教育局", "Education Bureau"),
            ("tutoring", "校外培训", "Private tutoring", "教育局", "Education Bureau"),
        ],
    ),
    (
        "health",
        "医疗和社保",
        "Health care and social security",
        "看病、医保报销、养老金、低保",
        "Treatment, insurance claims, pensions, allowances",
        [
            ("medical-service", "医疗服务", "Medical services", "卫生健康委员会", "Health Commission"),
            ("medical-insurance", "医疗保障", "Medical insurance", "医疗保障局", "Healthcare Security Bureau"),
            (
                "pension",
                "养老保险",
                "Pension insurance",
                "人力资源和社会保障局",
                "Human Resources and Social Security Bureau",
            ),
            ("assistance", "社会救助和养老服务", "Assistance and elderly care", "民政局", "Civil Affairs Bureau"),
            ("veterans", "退役军人事务", "Veterans' affairs", "退役军人事务局", "Veterans Affairs Bureau"),
        ],
    ),
    (
        "labour",
        "劳动和工资",
        "Work and wages",
        "拖欠工资、劳动合同、工伤",
        "Unpaid wages, contracts, injuries at work",
        [
            (
                "unpaid-wages",
                "拖欠工资",
                "Unpaid wages",
                "人力资源和社会保障局",
                "Human Resources and Social Security Bureau",
            ),
            (
                "labour-contract",
                "劳动合同和工时",
                "Contracts and working hours",
                "人力资源和社会保障局",
                "Human Resources and Social Security Bureau",
            ),
            (
                "work-injury",
                "工伤",
                "Injury at work",
                "人力资源和社会保障局",
                "Human Resources and Social Security Bureau",
            ),
            (
                "employment",
                "就业创业",
                "Finding work, starting a business",
                "人力资源和社会保障局",
                "Human Resources and Social Security Bureau",
            ),
        ],
    ),
    (
        "land",
        "土地和征收拆迁",
        "Land, expropriation and relocation",
        "征收补偿、安置、规划、违建、不动产证",
        "Compensation, resettlement, planning, illegal buildings, title deeds",
        [
            (
                "expropriation",
                "征收补偿和安置",
                "Compensation and resettlement",
                "自然资源和规划局",
                "Natural Resources and Planning Bureau",
            ),
            (
                "planning",
                "规划和用地",
                "Planning and land use",
                "自然资源和规划局",
                "Natural Resources and Planning Bureau",
            ),
            ("title-deeds", "不动产登记", "Title deeds", "自然资源和规划局", "Natural Resources and Planning Bureau"),
            ("illegal-building", "违法建设", "Illegal buildings", "城市管理局", "Urban Management Bureau"),
        ],
    ),
    (
        "neighbours",
        "邻里和家庭纠纷",
        "Neighbours and family",
        "邻里矛盾、婚姻家庭、借款",
        "Quarrels with neighbours, family, private loans",
        [
            ("neighbour-dispute", "邻里纠纷", "Neighbour disputes", "司法局", "Justice Bureau"),
            ("family-dispute", "婚姻家庭纠纷", "Family disputes", "妇女联合会", "Women's Federation"),
            ("private-debt", "民间借贷和其他民事纠纷", "Private debts and other disputes", "司法局", "Justice Bureau"),
        ],
    ),
    (
        "rural",
        "农业农村",
        "Farming and villages",
        "承包地、宅基地、灌溉、集体资产",
        "Contracted land, homesteads, irrigation, collective assets",
        [
            (
                "contracted-land",
                "土地承包和流转",
                "Contracted land",
                "农业农村局",
                "Agriculture and Rural Affairs Bureau",
            ),
            ("homestead", "宅基地", "Homesteads", "农业农村局", "Agriculture and Rural Affairs Bureau"),
            (
                "collective-assets",
                "村集体资产和村务公开",
                "Collective assets and village affairs",
                "农业农村局",
                "Agriculture and Rural Affairs Bureau",
            ),
            ("irrigation", "农田水利", "Irrigation", "水务局", "Water Affairs Bureau"),
            ("farm-subsidy", "惠农补贴", "Farm subsidies", "农业农村局", "Agriculture and Rural Affairs Bureau"),
        ],
    ),
    (
        "business",
        "经营和消费",
        "Business and shopping",
        "消费维权、预付卡、食品药品、办企业",
        "Consumer rights, prepaid cards, food and drugs, running a business",
        [
            ("consumer-rights", "消费维权", "Consumer rights", "市场监督管理局", "Market Regulation Bureau"),
            ("food-drugs", "食品药品安全", "Food and drug safety", "市场监督管理局", "Market Regulation Bureau"),
            ("business-climate", "营商环境", "Conditions for businesses", "数据局", "Data Bureau"),
            ("finance", "金融和集资", "Finance and fund-raising", "地方金融管理部门", "Local financial administration"),
        ],
    ),
    (
        "public-service",
        "政务服务和作风",
        "Public services and conduct",
        "办事难、态度差、政策不清楚",
        "Slow procedures, unfriendly staff, unclear policies",
        [
            ("procedures", "办事效率", "Procedures", "数据局", "Data Bureau"),
            ("conduct", "窗口服务态度", "Conduct at the window", "数据局", "Data Bureau"),
            ("policy-advice", "政策咨询", "Questions on policy", "信访局", "Petition Office"),
        ],
    ),
]

# code, kind, Chinese, English, examples, in English, phones, where to go, in English
ELSEWHERE = [
    (
        "misconduct",
        "discipline",
        "检举控告公职人员违纪违法",
        "Accusing an official of misconduct",
        "受贿、滥用职权、违反廉洁纪律",
        "Bribery, abuse of power, breach of discipline",
        "12388",
        "检举控告由纪检监察机关受理。本平台不收集、不保存这类内容，以保护您的安全。\n"
        "您可以拨打 12388 举报电话，登录中央纪委国家监委举报网站，或者到市纪委监委信访室当面反映。可以署真实姓名，也可以匿名。",
        "Accusations of misconduct are received by the discipline inspection and supervision organs. To protect you, this portal "
        "neither collects nor keeps them.\nCall 12388, use the national reporting website of the discipline commission, or go to "
        "the reception room of the city's discipline commission. You may give your name or stay anonymous.",
    ),
    (
        "litigation",
        "court",
        "正在打官司或已经判决的事",
        "A case in court or already judged",
        "诉讼、仲裁、执行、不服判决",
        "Lawsuits, arbitration, enforcement, appeals",
        "12368 · 12348",
        "涉及诉讼、仲裁和执行的事项，依法由法院、仲裁机构等处理，接访不能代替裁判。\n"
        "查询案件、联系法官请拨打 12368 诉讼服务热线；需要免费法律咨询或法律援助，请拨打 12348，或到社会治理综合服务中心法律援助窗口。",
        "Lawsuits, arbitration and enforcement are decided by the courts and arbitration bodies; a reception cannot replace a "
        "judgment.\nTo ask about a case or reach the judge, call the court service line 12368. For free legal advice or legal aid, "
        "call 12348 or come to the legal aid window of the governance service centre.",
    ),
    (
        "danger",
        "emergency",
        "有人正处在危险之中",
        "Somebody is in danger now",
        "人身危险、火灾、急病、交通事故",
        "Violence, fire, sudden illness, road accident",
        "110 · 119 · 120 · 122",
        "请马上打电话，不要在这里填写：报警 110，火警 119，急救 120，交通事故 122。\n"
        "不方便说话时，可以编辑短信发送到 12110 报警。遭受家庭暴力也请拨打 110，民警可以出具告诫书，法院可以发出人身安全保护令。",
        "Please call at once and do not write here: police 110, fire 119, ambulance 120, road accident 122.\nIf you cannot speak, "
        "text the police at 12110. Domestic violence too: call 110. The police can issue a warning, a court a protection order.",
    ),
]


def step(number):
    """A treebeard step of four base-36 digits."""
    return f"000{DIGITS[number]}"


def create(apps, schema_editor):
    category = apps.get_model("matters", "Category")
    rows = []
    for number, (code, name, name_en, hint, hint_en, finer) in enumerate(CHOICES, start=1):
        top = {"hint": hint, "hint_en": hint_en, "is_public_choice": True, "numchild": len(finer)}
        rows.append(category(path=step(number), depth=1, code=code, name=name, name_en=name_en, **top))
        for inner, (code, name, name_en, department, department_en) in enumerate(finer, start=1):
            lead = {"department": department, "department_en": department_en}
            rows.append(
                category(path=step(number) + step(inner), depth=2, code=code, name=name, name_en=name_en, **lead)
            )
    for number, (code, kind, name, name_en, hint, hint_en, phones, text, text_en) in enumerate(ELSEWHERE, start=30):
        where = {"redirect_kind": kind, "redirect_phones": phones, "redirect_text": text, "redirect_text_en": text_en}
        words = {"hint": hint, "hint_en": hint_en, "is_public_choice": True}
        rows.append(category(path=step(number), depth=1, code=code, name=name, name_en=name_en, **words, **where))
    category.objects.bulk_create(rows)


def remove(apps, schema_editor):
    apps.get_model("matters", "Category").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("matters", "0001_initial")]
    operations = [migrations.RunPython(create, remove)]
