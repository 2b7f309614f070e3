"""Set-up of casework in the back office: kinds of matter, whose they are, old hotlines, and how they go."""

from django.utils.translation import pgettext_lazy
from wagtail.admin.viewsets.base import ViewSetGroup

from matters.viewsets.categories import CategoryViewSet
from matters.viewsets.hotlines import HotlineViewSet
from matters.viewsets.procedures import ProcedureVersionViewSet
from matters.viewsets.routing import RoutingRuleViewSet

__all__ = ["CaseworkGroup"]


class CaseworkGroup(ViewSetGroup):
    menu_label = pgettext_lazy("back office", "Casework")
    menu_icon = "list-ul"
    menu_order = 330
    items = (CategoryViewSet, RoutingRuleViewSet, HotlineViewSet, ProcedureVersionViewSet)
