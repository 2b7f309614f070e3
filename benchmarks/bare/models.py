"""The tables of the bare registration: plain columns, no encryption, no rule but the keys. Frozen with register.py."""

from django.db import models


class Row(models.Model):
    """Columns as a table of a portal has them: a key to what it belongs to, a few short ones, a text, a moment."""

    about = models.ForeignKey("self", null=True, on_delete=models.CASCADE)
    kind = models.CharField(max_length=40)
    state = models.CharField(max_length=20, blank=True)
    name = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    number = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        app_label = "bare"
