"""The one settings file. Nothing set: development on localhost. ``DEBUG=0``: everything from the environment."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import dj_database_url
from csp.constants import NONE, SELF
from environs import Env, EnvError

BASE_DIR = Path(__file__).resolve().parent.parent
env = Env()


def valid(name: str, how: str, read: Callable[[], Any]) -> Any:
    """What ``read`` makes of a variable; a value it cannot read stops the start with a sentence.

    The value itself is never repeated: an address may hold a password, and the sentence ends in a log.
    """
    try:
        return read()
    except (EnvError, ValueError, KeyError):
        sys.exit(f"环境变量 {name} 的值无法识别：{how}。请改正后重新启动，现在程序没有启动。")


DEBUG = valid("DEBUG", "应为0或1", lambda: env.bool("DEBUG", True))
#: One named setting for networks without TLS; shown by ``manage.py health``.
PLAIN_HTTP = valid("PLAIN_HTTP", "应为0或1", lambda: env.bool("PLAIN_HTTP", DEBUG))

valid(
    "LOG_LEVEL",
    "应为DEBUG、INFO、WARNING、ERROR或CRITICAL",
    lambda: logging.getLevelNamesMapping()[env.str("LOG_LEVEL", "WARNING")],
)


def required(name: str, development: str, what: str) -> str:
    """A setting that development can do without, and production cannot: stop with a sentence."""
    value = env.str(name, "")
    if value:
        return value
    if DEBUG:
        return development
    sys.exit(f"环境变量 {name} 没有设置：{what}。生产环境（DEBUG=0）必须设置，程序没有启动。")


SECRET_KEY = required("SECRET_KEY", "development-only-" + "0" * 50, "不少于50个字符的随机文字")
_hosts = required("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]", "允许访问的主机名，用逗号分开")
ALLOWED_HOSTS = [host.strip() for host in _hosts.split(",") if host.strip()]
if not ALLOWED_HOSTS:
    sys.exit("环境变量 ALLOWED_HOSTS 里没有主机名，程序没有启动。请写明允许访问的主机名，用逗号分开。")
if not DEBUG and len(SECRET_KEY) < 50:
    sys.exit("环境变量 SECRET_KEY 不足50个字符，程序没有启动。请换一个更长的随机文字。")

INSTALLED_APPS = [
    "townships",
    "reports",
    "django_htmx",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_include_bootstrap",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "csp",
    "townships.administration.apps.AdministrationConfig",  # Django's admin, with our site
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "townships.middleware.HeadersMiddleware",  # these two first: no answer is without them
    "csp.middleware.CSPMiddleware",
    "townships.middleware.ProxyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",  # outside the next, whose page it measures
    "townships.middleware.MethodPageMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "townships.middleware.PersonMiddleware",
    "townships.middleware.DenyByDefaultMiddleware",
    "townships.middleware.FirstThingsFirstMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "townships.context.signed_in",
            ],
        },
    }
]

# ------------------------------------------------------------------------- database


SQLITE = {
    # IMMEDIATE and a patient wait: without them four writers meet 161 "locked" errors in 1,000 (measured)
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
}


def databases() -> dict[str, Any]:
    """SQLite in one file by default; ``DATABASE_URL`` names PostgreSQL for real use."""
    url = required(
        "DATABASE_URL",
        f"sqlite:///{quote(str(BASE_DIR / 'db.sqlite3'))}",
        "数据库地址，如 postgres://用户:口令@主机/库名",
    )
    how = "应为 postgres://用户:口令@主机/库名，或 sqlite:///文件"
    config: dict[str, Any] = valid("DATABASE_URL", how, lambda: dj_database_url.parse(url))
    if not config["ENGINE"].endswith(("sqlite3", "postgresql")):
        sys.exit(f"环境变量 DATABASE_URL 的值无法识别：{how}。请改正后重新启动，现在程序没有启动。")
    if config["ENGINE"].endswith("sqlite3"):
        # tests use a file, because a live server's threads cannot share a database in memory
        config |= {"OPTIONS": SQLITE, "TEST": {"NAME": BASE_DIR / "var" / "test.sqlite3"}}
    else:
        config |= {
            "CONN_HEALTH_CHECKS": True,
            "CONN_MAX_AGE": valid("CONN_MAX_AGE", "应为秒数", lambda: env.int("CONN_MAX_AGE", 60)),
        }
        config.setdefault("OPTIONS", {}).update(
            connect_timeout=3,
            tcp_user_timeout=5000,
            options="-c statement_timeout=30000 -c lock_timeout=10000 -c idle_in_transaction_session_timeout=60000",
        )
    return config


DATABASES = {"default": databases()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ------------------------------------------------------------------------- people

AUTH_USER_MODEL = "townships.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesBackend", "townships.backends.PostBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/desk/"
LOGOUT_REDIRECT_URL = "/login/"

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "townships.views.locked_out"
AXES_VERBOSE = False
#: What axes leaves out of the copy it keeps of a refused form, beside the password.
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "code", "recovery_code", "csrfmiddlewaretoken"]

#: Posts whose holders must use the second factor (townships.models.Role), as in SECOND_FACTOR_ROLES=reviewer,manager
SECOND_FACTOR_ROLES = [role.strip() for role in env.list("SECOND_FACTOR_ROLES", []) if role.strip()]
OTP_TOTP_ISSUER = "法治年报"
AXES_ENABLE_ADMIN = False  # the pause is ended in the list of people, with a row in the audit

SESSION_COOKIE_AGE = 10 * 60 * 60  # from signing in, however busy
SESSION_IDLE_SECONDS = 30 * 60  # without a sign of life
SESSION_WARNING_SECONDS = 5 * 60  # before either end
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not PLAIN_HTTP
SESSION_COOKIE_HTTPONLY = True
if not PLAIN_HTTP:  # a browser takes such a cookie only over TLS, from this very host
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
CSRF_FAILURE_VIEW = "townships.views.csrf_failure"

# ------------------------------------------------------------------------- language, files, looks

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = USE_TZ = True
LOCALE_PATHS = [BASE_DIR / "locale"]

STATIC_URL = "/static/"
STATIC_ROOT = env.path("STATIC_ROOT", BASE_DIR / "var" / "static")
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_ALLOW_ALL_ORIGINS = False
MEDIA_ROOT = env.path("MEDIA_ROOT", BASE_DIR / "var" / "files")
PUBLIC_ROOT = env.path("PUBLIC_ROOT", BASE_DIR / "var" / "public")
FONT_DIRS = env.list("FONT_DIRS", [])
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
CACHES = {
    "default": valid(
        "CACHE_URL", "如 redis://主机:6379/1", lambda: env.dj_cache_url("CACHE_URL", "locmem://")
    )
}


def email() -> dict[str, Any]:
    """The mail server of ``EMAIL_URL``; an unknown scheme only shows by the backend that is missing."""
    config: dict[str, Any] = env.dj_email_url("EMAIL_URL", "dummy://")
    if "EMAIL_BACKEND" not in config:
        raise ValueError("unknown scheme")
    return config


_email = valid("EMAIL_URL", "如 submission://用户:口令@主机:587", email)
EMAIL_BACKEND = _email["EMAIL_BACKEND"]
EMAIL_HOST, EMAIL_PORT = _email["EMAIL_HOST"], _email["EMAIL_PORT"]
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _email["EMAIL_HOST_USER"], _email["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS, EMAIL_USE_SSL = _email["EMAIL_USE_TLS"], _email["EMAIL_USE_SSL"]
EMAIL_TIMEOUT = 10  # a mail server that is silent must not hold a request

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False

# ------------------------------------------------------------------------- the browser

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = not PLAIN_HTTP
SECURE_REDIRECT_EXEMPT = [
    "^(healthz|readyz)$"
]  # asked from this machine, past the proxy that has the certificate
SECURE_HSTS_SECONDS = 0 if PLAIN_HTTP else 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not PLAIN_HTTP
#: The proxies whose X-Forwarded-* is believed, by address; 1 means one on this machine ("" is a Unix socket).
_proxy = env.str("BEHIND_PROXY", "0").strip()
TRUSTED_PROXIES = (
    ["127.0.0.1", "::1", ""]
    if _proxy.lower() in ("1", "true", "yes")
    else [one.strip() for one in _proxy.split(",") if one.strip().lower() not in ("", "0", "false", "no")]
)
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# A body of two million characters is refused by a form with a sentence, not by a bare 400.
DATA_UPLOAD_MAX_MEMORY_SIZE = 24 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}{incident}", "style": "{"}},
    "filters": {"incident": {"()": "townships.incidents.InLog"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["incident"]},
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "WARNING")},
}
