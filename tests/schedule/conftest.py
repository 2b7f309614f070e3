from tests.server.own_database import own_database

__all__ = ["own_database"]
