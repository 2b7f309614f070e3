"""Addresses of what comes from other systems, and of their numbers."""

from django.urls import path

from matters.views import desk_import, desk_numbers

urlpatterns = [
    path("desk/matters/import/", desk_import.imports, name="desk_imports"),
    path("desk/matters/import/<int:pk>/undo/", desk_import.undo, name="desk_undo_import"),
    path("desk/matters/numbers/import/", desk_import.numbers, name="desk_import_numbers"),
    path("desk/matters/numbers/", desk_numbers.numbers, name="desk_numbers"),
]
