from django.urls import path, re_path

from dashboards.views import breakdowns, compare, figure, hall, opendata, overview, special, tamper, village

app_name = "dashboards"
urlpatterns = [
    path("figures/", overview.overview, name="overview"),
    path("figures/now.json", overview.now, name="now"),
    path("figures/towns/", breakdowns.towns, name="places"),
    re_path(r"^figures/towns/(?P<code>[0-9]{12})/$", breakdowns.town, name="place"),
    re_path(r"^figures/villages/(?P<code>[0-9]{12})/$", village.village_page, name="village"),
    path("figures/units/", breakdowns.units, name="units"),
    path("figures/units/<slug:code>/", breakdowns.unit, name="unit"),
    path("figures/kinds/", breakdowns.kinds, name="kinds"),
    path("figures/kinds/<slug:code>/", breakdowns.kind, name="kind"),
    path("figures/ways-in/", breakdowns.channels, name="channels"),
    path("figures/ways-in/<slug:code>/", breakdowns.channel, name="channel"),
    path("figures/compare/", compare.compare, name="compare"),
    path("figures/hall/", hall.hall, name="hall"),
    path("figures/reception-days/", special.reception_days, name="reception_days"),
    path("figures/who-serves/", special.who_serves, name="who_serves"),
    path("figures/data/", opendata.index, name="data"),
    path("figures/data/catalogue.jsonld", opendata.catalogue, name="catalogue"),
    path("figures/data/verify_figures.py", opendata.verifier, name="verifier"),
    path("figures/data/check/", tamper.check, name="check"),
    path("figures/data/<int:year>/<str:name>", opendata.latest, name="data_file"),
    path("figures/data/<int:year>/<int:number>/<str:name>", opendata.released, name="release_file"),
    path("figures/<slug:code>.csv", figure.csv, name="figure_csv"),
    path("figures/<slug:code>.json", figure.json, name="figure_json"),
    path("figures/<slug:code>/", figure.figure, name="figure"),
]
