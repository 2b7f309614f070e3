"""The portal's API: the routers of the apps below, mounted at /api/v1/."""

from foundation.api.factory import make_api
from foundation.people.api import router as phone
from matters.api import router as matters
from reception_days.api import router as reception
from reception_days.api_own import router as own_reception

api = make_api(
    title="参与治理平台 · Participation portal", description="公开数据与本人事项 · Public data and one's own affairs"
)
# Routers of the apps, one line each.
api.add_router("/phone", phone)
api.add_router("/matters", matters)
api.add_router("/reception", reception)
api.add_router("/reception", own_reception)
