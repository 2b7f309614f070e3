"""The portal's own settings in test mode, with a folder of its own. Set before anything reads the environment."""

import atexit
import os
import shutil
import tempfile

os.environ["PORTAL_MODE"] = "test"
if "PORTAL_TEST_VAR" not in os.environ:
    # Kept in the environment, so that processes started by a test find the same folder.
    os.environ["PORTAL_TEST_VAR"] = tempfile.mkdtemp(prefix="portal-tests-")
    atexit.register(shutil.rmtree, os.environ["PORTAL_TEST_VAR"], ignore_errors=True)
os.environ["PORTAL_VAR"] = os.environ["PORTAL_TEST_VAR"]

from portal.settings import *  # noqa: F403 - the environment comes first

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # a slow hash is not what tests are about

STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405 - WhiteNoise warns of a folder that is not there

if REDIS_URL:  # noqa: F405
    # Cleared between tests, so it must not be the one that servers or another run of tests are using.
    CACHES["pages"]["LOCATION"] = f"{REDIS_URL.rpartition('/')[0]}/{1 + os.getpid() % 15}"  # noqa: F405

WHITENOISE_AUTOREFRESH = True  # else every test client reads all static files' facts first: 20 ms each
