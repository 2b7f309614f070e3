from foundation.places.models import Level, Place


def test_db_works(db):
    Place.add_root(code="329981000000", name="x", level=Level.CITY)
    assert Place.objects.count() == 1
