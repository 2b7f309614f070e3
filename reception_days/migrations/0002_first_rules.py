"""The rules and the lawful doors a new city starts with; both are data the city edits."""

from datetime import date, time

from django.db import migrations

RULES = {
    "valid_from": date(2024, 1, 1),
    "basis": "《信访工作条例》（2022）第十八条；每月15日接访，遇节假日顺延至下一工作日",
    "opens_on_day": 20,
    "opens_time": time(9, 0),
    "closes_time": time(17, 0),
    "morning_starts": time(9, 0),
    "afternoon_starts": time(14, 30),
    "seats": 7,
    "seat_minutes": 20,
    "answer_working_days": 2,
}

# code, Chinese, English, basis, phone, words, words in English
DOORS = [
    (
        "litigation",
        "人民法院或仲裁机构",
        "Court or arbitration body",
        "《信访工作条例》第三十一条",
        "12368",
        "您的事项依法应当通过诉讼、仲裁程序解决，接访不能代替裁判。可以拨打 12368 咨询立案；需要法律援助请拨打 12348。",
        "By law your matter is decided by a court or an arbitration body; a reception cannot replace a judgment. Call 12368 "
        "about filing a case, 12348 for legal aid.",
    ),
    (
        "administrative-review",
        "行政复议机构",
        "Administrative review body",
        "《信访工作条例》第三十一条",
        "12348",
        "您对行政决定不服，依法可以申请行政复议。请注意申请期限，市司法局可以告诉您怎样申请。",
        "You may ask for administrative review of the decision. Mind the time limit; the Justice Bureau tells you how to apply.",
    ),
    (
        "discipline",
        "纪检监察机关",
        "Discipline inspection and supervision organs",
        "《信访工作条例》第三十条",
        "12388",
        "检举控告由纪检监察机关受理，请拨打 12388 或到市纪委监委信访室反映，您的信息依法受到保护。",
        "Accusations of misconduct are received by the discipline organs: call 12388 or visit their reception room. The law "
        "protects your data.",
    ),
    (
        "pending",
        "正在办理的单位",
        "The unit already handling it",
        "《信访工作条例》第十九条",
        "12345",
        "同一事项正在规定期限内办理，请先等待答复；下面的联系人会告诉您进展。到期没有答复的，可以再次登记。",
        "The same matter is being handled within its time limit. The person named here tells you how it stands; if no answer "
        "comes in time, you may register again.",
    ),
    (
        "concluded",
        "复查、复核机关",
        "Review organs",
        "《信访工作条例》第三十五条、第三十六条",
        "12345",
        "该事项已有办理意见。不服的，可以自收到书面答复之日起三十日内请求复查、复核；有新的事实，可以重新登记。",
        "This matter has been decided. Within 30 days of the written answer you may ask for a review; with new facts you may "
        "register again.",
    ),
    (
        "elsewhere",
        "有权处理的其他地方或机关",
        "The competent body elsewhere",
        "《信访工作条例》第二十二条",
        "12345",
        "该事项由其他地方或者上级机关职权处理，下面的联系人会告诉您向哪里反映、需要带什么材料。",
        "Another place or a higher organ is competent. The person named here tells you where to go and what to bring.",
    ),
]


def create(apps, schema_editor):
    apps.get_model("reception_days", "ReceptionRules").objects.create(**RULES)
    door = apps.get_model("reception_days", "LawfulDoor")
    for code, name, name_en, basis, phone, words, words_en in DOORS:
        door.objects.create(
            code=code, name=name, name_en=name_en, basis=basis, phone=phone, words=words, words_en=words_en
        )


def remove(apps, schema_editor):
    apps.get_model("reception_days", "ReceptionRules").objects.all().delete()
    apps.get_model("reception_days", "LawfulDoor").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("reception_days", "0001_initial")]
    operations = [migrations.RunPython(create, remove)]
