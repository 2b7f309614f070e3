"""Every address of the site: Chinese without a prefix, English under /en/ (DESIGN §6)."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib.sitemaps import views as sitemaps
from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from foundation.api.urls import mount
from foundation.backoffice.urls import staff_door
from portal import demo_views, desk, feeds, gallery, health, installable, serving, views
from portal.api import api
from portal.site_maps import MAPS

handler400 = "portal.views.bad_request"
handler500 = "portal.views.server_error"

gallery_pages = [path("components/", gallery.components, name="components")] if settings.DEBUG or settings.DEMO else []

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("robots.txt", views.robots, name="robots"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("manifest.webmanifest", installable.manifest, name="manifest"),
    path("service-worker.js", installable.service_worker, name="service_worker"),
    path("offline/", installable.offline, name="offline"),
    path("sitemap.xml", sitemaps.index, {"sitemaps": MAPS, "sitemap_url_name": "sitemap"}, name="sitemaps"),
    path("sitemap-<slug:section>.xml", sitemaps.sitemap, {"sitemaps": MAPS}, name="sitemap"),
    path("media/images/<str:name>", views.picture, name="picture"),
    path("display/", views.display, name="display"),
    path("cms/", include("foundation.backoffice.urls")),
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("", include("foundation.files.urls")),
    path("", include("foundation.notifications.urls")),
    path("", include("reception_days.feed_urls")),
    *mount(api),
    *i18n_patterns(
        path("", views.front_page, name="front_page"),
        path("feeds/news/", feeds.NewsFeed(), name="feed_news_rss"),
        path("feeds/news/atom/", feeds.NewsAtom(), name="feed_news_atom"),
        path("feeds/notices/", feeds.NoticesFeed(), name="feed_notices_rss"),
        path("feeds/notices/atom/", feeds.NoticesAtom(), name="feed_notices_atom"),
        *gallery_pages,
        path("demo/", demo_views.demo, name="demo"),
        path("desk/", desk.home, name="desk"),
        path("", include("portal.search.urls")),
        path("", include("portal.editing.urls")),
        path("accounts/", include("foundation.people.account_urls")),
        path("", include("foundation.people.urls")),
        path("", include("foundation.places.urls")),
        path("", include("matters.urls")),
        path("", include("reception_days.urls")),
        path("", include("dashboards.urls")),
        path("_util/login/", staff_door),
        re_path(wagtail_urls.serve_pattern, serving.serve),
        path("", include(wagtail_urls)),
        prefix_default_language=False,
    ),
]
