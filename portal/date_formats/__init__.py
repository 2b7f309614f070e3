"""How dates read in each language; what is not said here, Django says. `{{ day|date:"DAY_FORMAT" }}`

Besides Django's own names there are DAY_FORMAT (with its weekday), DAY_AND_TIME_FORMAT and SHORT_DAY_FORMAT (no year).
Both languages have to name all three: Django would show the letters of a name that it does not know as a date.
"""
