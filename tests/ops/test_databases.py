"""The harness's own promises: a test that commits leaves nothing behind, and seed data survives."""

import pytest
from django.contrib.auth.models import Group
from wagtail.models import Page, Site

from foundation.places.models import Level, Place

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("turn", [1, 2, 3])
def test_a_test_that_commits_finds_the_template_untouched(turn):
    assert Place.objects.count() == 0
    assert Page.objects.filter(depth=1).exists()
    assert Site.objects.exists()
    assert Group.objects.exists()
    Place.add_root(code="329981000000", name="x", level=Level.CITY)
    Site.objects.all().delete()
    Group.objects.all().delete()


def test_a_test_may_not_reach_beyond_this_machine():
    import urllib.request

    with pytest.raises(RuntimeError, match="tried to reach"):
        urllib.request.urlopen("http://192.0.2.1/", timeout=1)
