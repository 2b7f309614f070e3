"""Prints who can sign in to the demo city: `manage.py demo_sign_ins`."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from foundation.people.roles import DEFAULTS
from portal.demo.accounts import CITIZENS, PASSWORD, STAFF, TOTP_SECRET, current_code
from portal.demo.loading import loaded_scale


class Command(BaseCommand):
    help = "Print address, sign-ins by role and the current one-time code of the demo city."

    def handle(self, *args: Any, **options: Any) -> None:
        scale = loaded_scale()
        if scale is None:
            self.stdout.write("No demo city here. Load it with: manage.py load_demo")
            return
        address = settings.PORTAL_URL
        self.stdout.write(f"望澜市 Wanglan City ({scale.name})  {address}/  English: {address}/en/")
        self._print_staff(address)
        self._print_citizens(address)

    def _print_staff(self, address: str) -> None:
        self.stdout.write(f"工作人员 staff  {address}/accounts/login/")
        self.stdout.write(f"  密码 password {PASSWORD} · 动态码 code now {current_code()} · 密钥 secret {TOTP_SECRET}")
        for sign_in in STAFF:
            role = DEFAULTS[sign_in.role]
            self.stdout.write(f"  {sign_in.username:<22}{role.name} · {role.name_en}")

    def _print_citizens(self, address: str) -> None:
        phones = "  ".join(f"{citizen.phone} {citizen.name}" for citizen in CITIZENS)
        self.stdout.write(f"群众 citizens  {address}/sign-in/  {phones}")
        where = f"{address}/demo/" if settings.DEMO else f"{settings.OUTBOX_DIR}/sms.jsonl"
        self.stdout.write(f"  短信验证码 text-message codes: {where}")
