"""Registered by `portal.wagtail_hooks`."""

from django.urls import URLPattern
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSet

from portal.backoffice_places.imports import urls
from portal.backoffice_places.viewsets import TerritoryGroup


@hooks.register("register_admin_viewset")
def territory() -> list[ViewSet]:
    return [TerritoryGroup()]


@hooks.register("register_admin_urls")
def imports() -> list[URLPattern]:
    return urls()
