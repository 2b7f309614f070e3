from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import migrations, models
from django.db.models import Q


def square_field(name):
    within = [MinValueValidator(1), MaxValueValidator(12)]
    return models.PositiveSmallIntegerField(blank=True, null=True, validators=within, verbose_name=name)


class Migration(migrations.Migration):
    dependencies = [("places", "0001_initial")]

    operations = [
        migrations.AddField("place", "map_row", square_field("row on the map of towns")),
        migrations.AddField("place", "map_column", square_field("column on the map of towns")),
        migrations.AddConstraint(
            "place",
            models.CheckConstraint(
                condition=Q(map_row=None, map_column=None)
                | Q(
                    level="town", map_row__isnull=False, map_column__isnull=False,
                    map_row__gte=1, map_row__lte=12, map_column__gte=1, map_column__lte=12,
                ),
                name="place_on_map_is_a_town_with_row_and_column",
                violation_error_message="Write both the row and the column of a town, or neither.",
            ),
        ),
        migrations.AddConstraint(
            "place",
            models.UniqueConstraint(
                fields=["map_row", "map_column"],
                name="place_alone_on_its_square",
                violation_error_message="Another town stands on this square of the map.",
            ),
        ),
    ]
