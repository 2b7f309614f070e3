"""`mount(api)` for the roof's address list: the API, its documentation page, and a problem for everything else."""

from functools import partial

from django.urls import URLPattern, URLResolver, path

from foundation.api import views
from foundation.api.factory import PortalAPI


def mount(api: PortalAPI) -> list[URLPattern | URLResolver]:
    return [
        path("api/v1/docs", partial(views.documentation, api=api), name="api-documentation"),
        path("api/v1/", api.urls),
        path("api/<path:rest>", views.not_found),
    ]
