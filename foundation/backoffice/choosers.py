"""Choosers for staff forms. Each offers what its user may see; the officials' one offers public names only."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from foundation.backoffice import views
from foundation.backoffice.viewsets import ScopedChooserViewSet
from foundation.people.models import Person, Post, User
from foundation.places.models import Place, Unit


class Officials(views.ScopedChoice):
    @property
    def choosable(self) -> QuerySet[Any]:
        return super().choosable.filter(is_official=True)


class OfficialChooseView(Officials, views.ScopedChooseView):
    pass


class OfficialChooseResultsView(Officials, views.ScopedChooseResultsView):
    pass


class OfficialChosenView(Officials, views.ScopedChosenView):
    pass


class OfficialChosenMultipleView(Officials, views.ScopedChosenMultipleView):
    pass


class OfficialChooser(ScopedChooserViewSet):
    model = Person
    icon = "user"
    choose_one_text = _("Choose an official")
    choose_view_class = OfficialChooseView
    choose_results_view_class = OfficialChooseResultsView
    chosen_view_class = OfficialChosenView
    chosen_multiple_view_class = OfficialChosenMultipleView


class AccountChooser(ScopedChooserViewSet):
    model = User
    icon = "key"
    choose_one_text = _("Choose a staff account")
    register_widget = False


class PostChooser(ScopedChooserViewSet):
    model = Post
    icon = "clipboard-list"
    choose_one_text = _("Choose a post")


class PlaceChooser(ScopedChooserViewSet):
    model = Place
    icon = "site"
    choose_one_text = _("Choose a place")


class UnitChooser(ScopedChooserViewSet):
    model = Unit
    icon = "group"
    choose_one_text = _("Choose a unit")


official_chooser = OfficialChooser("official_chooser")
account_chooser = AccountChooser("account_chooser")
post_chooser = PostChooser("post_chooser")
place_chooser = PlaceChooser("place_chooser")
unit_chooser = UnitChooser("unit_chooser")
ALL = [official_chooser, account_chooser, post_chooser, place_chooser, unit_chooser]
