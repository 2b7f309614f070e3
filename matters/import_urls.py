"""Addresses of the import desk."""

from django.urls import path

from matters.views import desk_import

urlpatterns = [
    path("desk/matters/import/", desk_import.imports, name="desk_imports"),
    path("desk/matters/import/<int:pk>/undo/", desk_import.undo, name="desk_undo_import"),
]
