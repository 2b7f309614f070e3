"""Figures of posts: how many of those the city has promised are filled. States of a day: nothing is rolled up."""

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from dashboards.metrics.question import Question
from dashboards.metrics.registry import metric
from foundation.people.models import Post, PostKind, Tenure
from foundation.places.models import Level, Place
from matters.rates import Rate


def _filled(asked: Question, level: str, kind: str) -> Rate:
    """Places of the level that have somebody in such a post on the last day of the period."""
    day = asked.period.last
    posts = Post.objects.filter(place=OuterRef("pk"), kind=kind, is_active=True)
    held = posts.filter(Exists(Tenure.objects.on_day(day).filter(post=OuterRef("pk"))))
    places = Place.objects.here_and_below(asked.place).current().filter(level=level)
    return Rate(places.filter(Exists(held)).count(), places.count())


@metric("grid_workers", _("Grids with a full-time worker"), of_measures=None)
def grid_workers(asked: Question) -> Rate:
    """算法：期末有专职网格员在岗的网格 ÷ 全部现有网格。不计：已撤并的网格。依据：一格一员。

    Counted: grids whose full-time worker's post is held on the last day of the period. Of: all grids there are. Left
    out: closed grids. Basis: one worker a grid.
    """
    return _filled(asked, Level.GRID, PostKind.GRID_WORKER)


@metric("village_mediators", _("Villages with a mediator"), of_measures=None)
def village_mediators(asked: Question) -> Rate:
    """算法：期末有专职调解员在岗的村（社区） ÷ 全部现有村（社区）。不计：已撤并的村。依据：一村一调解员。

    Counted: villages and communities whose mediator's post is held on the last day of the period. Of: all there are.
    Left out: closed ones. Basis: one mediator a village.
    """
    return _filled(asked, Level.VILLAGE, PostKind.VILLAGE_MEDIATOR)
