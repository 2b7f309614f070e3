from tests.server.own_database import own_database
from tests.server.portal_process import portal

__all__ = ["own_database", "portal"]
