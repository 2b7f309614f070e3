"""A carrier's account, as the settings describe it. Read by them: no Django in here."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class SMSGateway:
    """`templates` is a CSV file: the texts the carrier has approved, and its number for each (`approved`)."""

    secret_id: str = ""
    secret_key: str = field(default="", repr=False)
    app_id: str = ""
    sign_name: str = ""
    region: str = "ap-guangzhou"
    endpoint: str = "https://sms.tencentcloudapi.com"
    templates: str = ""
