"""All settings, read from the environment by portal.environment. `docs/settings.md` lists every variable."""

from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from portal import environment as env
from portal import outside

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = env.path("PORTAL_VAR", BASE_DIR / "var")
VAR_DIR.mkdir(parents=True, exist_ok=True)

MODE = env.mode()
DEBUG = env.boolean("PORTAL_DEBUG", False) and MODE is env.Mode.DEVELOPMENT
# Demo mode shows one page with sign-ins and one-time codes: never in production.
DEMO = env.boolean("PORTAL_DEMO", False) and MODE is not env.Mode.PRODUCTION

# --- Secrets: each has its own job, so that each can be changed alone --------------------------
SECRET_KEY = env.secret("PORTAL_SECRET_KEY", development="development-only-secret-key-that-anyone-can-read-0123456789")
# "id:base64" of 32 bytes each, the first one encrypts, all of them decrypt.
FIELD_KEYS = env.secret("PORTAL_FIELD_KEYS", development="dev:ZGV2ZWxvcG1lbnQtb25seS1maWVsZC1rZXktMzJieSE=")
INDEX_KEY = env.secret("PORTAL_INDEX_KEY", development="ZGV2ZWxvcG1lbnQtb25seS1pbmRleC1rZXktMzJieSE=")
LEDGER_SIGNING_KEY = env.secret("PORTAL_LEDGER_SIGNING_KEY", development="ZGV2ZWxvcG1lbnQtb25seS1zaWduLWtleS0zMmJ5dGU=")
# Public keys (hex) of earlier signing keys, so that days they signed still verify.
LEDGER_TRUSTED_KEYS = env.words("PORTAL_LEDGER_TRUSTED_KEYS")
ALLOWED_HOSTS = env.required_words("PORTAL_ALLOWED_HOSTS", development="localhost,127.0.0.1,[::1],testserver")
PORTAL_URL = env.text("PORTAL_URL", "http://localhost:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = [PORTAL_URL]

# --- Applications, from roof to ground ---------------------------------------------------------
INSTALLED_APPS = [
    "portal",
    "portal.search",
    "portal.editing",
    "dashboards",
    "reception_days",
    "matters",
    "foundation.people",
    "foundation.notifications",
    "foundation.backoffice",
    "foundation.api",
    "foundation.places",
    "foundation.workdays",
    "foundation.ledger",
    "foundation.encryption",
    "foundation.moves",
    "foundation.requests",
    "foundation.files",
    "foundation.exchange",
    "foundation.live",
    "foundation.numbers",
    "foundation.disclosure",
    "foundation.audit",
    "foundation.schedule",
    "foundation.backup",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.simple_translation",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "foundation.backoffice.apps.AccountsConfig",  # in place of wagtail.users: lists staff, never citizens
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail.locales",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "treebeard",
    "guardian",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "channels",
    "whitenoise.runserver_nostatic",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django.contrib.humanize",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.middleware.PageCacheMiddleware",
    "portal.middleware.ContentSecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "foundation.api.middleware.ApiMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "foundation.people.middleware.ActingMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "portal.middleware.WrongMethodMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
ASGI_APPLICATION = "portal.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context_processors.shell",
            ],
        },
    }
]

# --- Engines (DESIGN: embedded by default, a whole city by DATABASE_URL and REDIS_URL) ----------
DATABASE_URL = env.text("DATABASE_URL", f"sqlite:///{VAR_DIR / 'portal.sqlite3'}")
REDIS_URL = env.text("REDIS_URL")

DATABASES = {"default": dj_database_url.parse(DATABASE_URL)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Measured: WAL with IMMEDIATE transactions never answers "database is locked" to a booking; a
    # connection that stays open saves re-reading the schema of a hundred tables on every request.
    DATABASES["default"] |= {
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": (
                "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA mmap_size=134217728;"
                "PRAGMA journal_size_limit=27103364;PRAGMA cache_size=-20000;PRAGMA temp_store=MEMORY;"
            ),
        },
    }
else:
    DATABASES["default"] |= {
        "CONN_MAX_AGE": 0,
        "OPTIONS": {
            "connect_timeout": env.integer("PORTAL_DB_CONNECT_TIMEOUT", 5),
            "pool": {
                "min_size": 1,
                "max_size": env.integer("PORTAL_DB_POOL", 8),
                "timeout": env.integer("PORTAL_DB_POOL_TIMEOUT", 10),
            },
        },
    }

# Limits must survive a restart and a Redis failure, so the default cache (allauth's password limits)
# is a table. Pages are cached apart and may be lost at any time.
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache_rows",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # at the default of 300, a flood of other keys would drop limits
    },
    "pages": (
        {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": "pages",
            "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 0.5},
        }
        if REDIS_URL
        else {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "LOCATION": "pages",
            "OPTIONS": {"MAX_ENTRIES": 1000},
        }
    ),
    # Wagtail keeps renditions. In the default cache, a table, it would write a row for each picture it shows; and in
    # Redis, whose failure it does not forgive, pages would fail with it.
    "renditions": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "renditions",
        "TIMEOUT": 60,
        "OPTIONS": {"MAX_ENTRIES": 1000},
    },
}
# 0 switches the page cache off; tests switch it on where they mean it.
PAGE_CACHE_SECONDS = env.integer("PORTAL_PAGE_CACHE_SECONDS", 0 if MODE is env.Mode.TEST else 60)
# How long a process may show its own copy of the header, the footer and editors' blocks (portal.kept).
SHELL_MEMORY_SECONDS = 0 if MODE is env.Mode.TEST else 10

CHANNEL_LAYERS = {
    "default": (
        # Pub/sub: the list-based layer drops idle viewers with newer redis clients.
        {"BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer", "CONFIG": {"hosts": [REDIS_URL]}}
        if REDIS_URL
        else {"BACKEND": "channels.layers.InMemoryChannelLayer"}
    )
}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}

# --- People -------------------------------------------------------------------------------------
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "foundation.people.permissions.GrantBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
ANONYMOUS_USER_NAME = None  # guardian's own database row for "nobody" would show up as a person
LOGIN_URL = "people:sign_in"
LOGIN_REDIRECT_URL = "people:my_page"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "foundation.people.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
MFA_ADAPTER = "foundation.people.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = env.text("PORTAL_NAME", "参与治理平台")
IDENTITY_SERVICE = outside.identity_service()
SOCIALACCOUNT_REQUESTS_TIMEOUT = 8  # seconds for each call to the identity service
# How many proxies in front of us may be believed about the client's address.
ALLAUTH_TRUSTED_PROXY_COUNT = env.integer("PORTAL_TRUSTED_PROXIES", 0)
SMS_PROVIDER = env.text("PORTAL_SMS_PROVIDER", "foundation.notifications.providers.FileSMSProvider")
SMS_GATEWAY = outside.sms_gateway(SMS_PROVIDER)
SMS_INBOUND_SECRET = env.text("PORTAL_SMS_INBOUND_SECRET")  # what the carrier shows when it hands over answers
OUTBOX_DIR = env.path("PORTAL_OUTBOX", VAR_DIR / "outbox")
MAIL_SERVER = outside.mail_server()
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend" if MAIL_SERVER.host else outside.FILE_MAIL
EMAIL_HOST, EMAIL_PORT = MAIL_SERVER.host, MAIL_SERVER.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL_SERVER.user, MAIL_SERVER.password
EMAIL_USE_TLS, EMAIL_USE_SSL = MAIL_SERVER.security == "starttls", MAIL_SERVER.security == "tls"
EMAIL_TIMEOUT = 20  # seconds, well within the lease of a delivery
EMAIL_FILE_PATH = OUTBOX_DIR / "mail"
DEFAULT_FROM_EMAIL = env.text("PORTAL_FROM_EMAIL", "noreply@portal.example")
REPLY_TO = env.text("PORTAL_REPLY_TO")

# --- Language and time --------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "portal" / "wagtail_locale"]  # what Wagtail itself leaves in English
FORMAT_MODULE_PATH = "portal.date_formats"
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAIL_I18N_ENABLED = True
WAGTAILSIMPLETRANSLATION_SYNC_PAGE_TREE = True  # a new page shows in the other language too, in its own words
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# --- Files --------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
PRIVATE_FILES_ROOT = VAR_DIR / "private"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": PRIVATE_FILES_ROOT, "base_url": None, "file_permissions_mode": 0o600},
    },
    "staticfiles": {
        "BACKEND": (
            "whitenoise.storage.CompressedManifestStaticFilesStorage"
            if MODE is env.Mode.PRODUCTION
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}
WHITENOISE_USE_FINDERS = MODE is not env.Mode.PRODUCTION

# --- Wagtail ------------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = env.text("PORTAL_NAME", "参与治理平台")
WAGTAILADMIN_BASE_URL = PORTAL_URL
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_FRONTEND_LOGIN_URL = "/sign-in/"
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILIMAGES_IMAGE_MODEL = "portal.PortalImage"
WAGTAILIMAGES_FORMAT_CONVERSIONS = {"webp": "webp"}  # Wagtail would make heavy PNGs of them
WAGTAILDOCS_DOCUMENT_MODEL = "portal.PortalDocument"
WAGTAILDOCS_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILDOCS_EXTENSIONS = [
    "pdf", "ofd", "doc", "docx", "wps", "xls", "xlsx", "et", "ppt", "pptx", "dps", "odt", "ods", "txt", "csv", "zip",
    "mp4", "webm", "vtt",
]  # fmt: skip  # nothing a browser would run
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000  # all frames together: 160 MB of memory while a rendition is made
WAGTAILIMAGES_IMAGE_FORM_BASE = "portal.picture_form.PictureForm"
WAGTAILADMIN_RICH_TEXT_EDITORS = {"default": {"WIDGET": "portal.rich_text_field.SafeRichText"}}
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]  # one city, one clock: nobody is asked
WAGTAIL_FINISH_WORKFLOW_ACTION = "portal.editing.finishing.publish_reviewed"
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True  # what goes out was approved three times as it stands

# --- Security -----------------------------------------------------------------------------------
X_FRAME_OPTIONS = "SAMEORIGIN"  # Wagtail previews pages in a frame of our own
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "portal.views.csrf_failure"
if MODE is env.Mode.PRODUCTION:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = env.boolean("PORTAL_SSL_REDIRECT", True)
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = env.integer("PORTAL_HSTS_SECONDS", 31536000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    SESSION_COOKIE_NAME = "__Host-sessionid"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    }
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

AUDIT_DAYS = env.at_least("PORTAL_AUDIT_DAYS", 730, minimum=366)

# --- Logs: one line an event on standard error; every handler passes the scrubber ----------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"scrub": {"()": "foundation.audit.scrubber.ScrubbingFilter"}},
    "formatters": {
        "plain": {
            "()": "foundation.audit.scrubber.ScrubbingFormatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["scrub"]},
    },
    "root": {"handlers": ["stderr"], "level": env.text("PORTAL_LOG_LEVEL", "INFO")},
    "loggers": {"django.server": {"handlers": ["stderr"], "level": "INFO", "propagate": False}},
}

SILENCED_SYSTEM_CHECKS = [
    "guardian.W001",  # grants answer through people.permissions.GrantBackend instead
    "security.W019",  # Wagtail previews pages in a frame of our own, so X-Frame-Options is SAMEORIGIN, not DENY
]
