"""Templates that belong to no app, so that the wording of the apps may change freely."""

from typing import Any

from pytest_django.fixtures import Settings

TEXTS = {
    "notifications/test/hello.sms.txt": "{% load i18n %}{% translate 'January' %} {{ name }}",
    "notifications/test/hello.in_app.txt": "Subject {{ name }}\n\nText for {{ name }}",
    "notifications/test/hello.email.txt": "Subject {{ name }}\n\nText for {{ name }}",
    "notifications/test/quiet.in_app.txt": "Only in the portal",
}


def use_test_templates(settings: Settings) -> None:
    options: dict[str, Any] = {
        "loaders": [
            ("django.template.loaders.locmem.Loader", TEXTS),
            "django.template.loaders.app_directories.Loader",
        ]
    }
    settings.TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "OPTIONS": options}]
