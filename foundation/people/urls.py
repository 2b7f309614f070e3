"""Addresses of this room: the two doors, a person's own pages, and the desk page that reveals a field."""

from django.urls import path

from foundation.people.views import calls, desk, identity, my, phone, staff

app_name = "people"
urlpatterns = [
    path("sign-in/", phone.sign_in, name="sign_in"),
    path("sign-in/code/", phone.sign_in_code, name="sign_in_code"),
    path("sign-in/same-person/", phone.same_person, name="same_person"),
    path("sign-in/city/", identity.sign_in, name="identity_sign_in"),
    path("sign-in/city/callback/", identity.callback, name="identity_callback"),
    path("confirm-phone/", phone.confirm_phone, name="confirm_phone"),
    path("confirm-phone/code/", phone.confirm_phone_code, name="confirm_phone_code"),
    path("sign-out/", phone.sign_out, name="sign_out"),
    path("staff/second-step/", staff.step_up, name="step_up"),
    path("staff/set-up/", staff.set_up, name="set_up"),
    path("my/", my.my_page, name="my_page"),
    path("my/details/", my.edit, name="my_details"),
    path("my/phone/", my.my_phone, name="my_phone"),
    path("my/identity/link/", identity.link, name="identity_link"),
    path("my/identity/unlink/", identity.unlink, name="identity_unlink"),
    path("my/messages/", my.my_messages, name="my_messages"),
    path("my/looked-at/", my.looked_at, name="looked_at"),
    path("desk/people/<uuid:public_id>/reveal/", desk.reveal_field, name="reveal"),
    path("desk/calls/", calls.calls, name="calls"),
    path("desk/calls/letters/", calls.letters, name="letters"),
    path("desk/calls/<uuid:public_id>/", calls.call, name="call"),
    path("desk/calls/<uuid:public_id>/letter/", calls.letter, name="letter"),
]
