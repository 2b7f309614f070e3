"""Addresses of public letters and of the desk that prepares them."""

from django.urls import path

from foundation.numbers import converters  # noqa: F401  # registers `public_number`
from matters.views import desk_letters, left_out, letters

urlpatterns = [
    path("letters/", letters.letter_list, name="letters"),
    path("letters/left-out/", left_out.left_out_page, name="left_out"),
    path("letters/<int:pk>/", letters.letter, name="letter"),
    path("desk/letters/", desk_letters.letters, name="desk_letters"),
    path("desk/letters/<public_number:number>/", desk_letters.letter, name="desk_letter"),
    path("desk/letters/<public_number:number>/draft/", desk_letters.draft, name="desk_draft_letter"),
    path("desk/letters/<public_number:number>/private/", desk_letters.private, name="desk_keep_private"),
]
