"""The portal's settings with the stock page in the place of the portal's addresses."""

from portal.settings import *  # noqa: F403
from portal.settings import INSTALLED_APPS as PORTAL_APPS

ROOT_URLCONF = "benchmarks.bare.stock.urls"
INSTALLED_APPS = [*PORTAL_APPS, "benchmarks.bare.stock.apps.StockConfig"]
