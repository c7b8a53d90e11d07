"""The settings stop with a sentence, or mean what the environment says; read afresh for each case."""

import re
import runpy
import shutil
from pathlib import Path
from typing import Any

import pytest

SETTINGS = str(Path(__file__).resolve().parents[2] / "config" / "settings.py")
NAMES = [
    "DEBUG",
    "PLAIN_HTTP",
    "SECRET_KEY",
    "ALLOWED_HOSTS",
    "DATABASE_URL",
    "CACHE_URL",
    "EMAIL_URL",
    "CONN_MAX_AGE",
    "LOG_LEVEL",
    "SECOND_FACTOR_ROLES",
]
PRODUCTION = {
    "DEBUG": "0",
    "SECRET_KEY": "k" * 60,
    "ALLOWED_HOSTS": "report.example.cn",
    "DATABASE_URL": "postgres://u:p@db/reports",
}


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch):
    """Run the settings file under exactly these variables."""

    def under(**variables: str) -> dict[str, Any]:
        for name in NAMES:
            monkeypatch.delenv(name, raising=False)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(SETTINGS)

    return under


def test_nothing_set_is_development_on_localhost(read):
    settings = read()
    assert settings["DEBUG"]
    assert settings["ALLOWED_HOSTS"] == ["localhost", "127.0.0.1", "[::1]"]
    assert settings["DATABASES"]["default"]["ENGINE"].endswith("sqlite3")
    assert not settings["SESSION_COOKIE_SECURE"]


@pytest.mark.parametrize("missing", ["SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL"])
def test_production_does_not_start_without(read, missing):
    with pytest.raises(SystemExit, match=f"环境变量 {missing} 没有设置"):
        read(**{**PRODUCTION, missing: ""})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "short"),
        ("ALLOWED_HOSTS", " , "),
        ("DATABASE_URL", "nonsense"),
        ("DATABASE_URL", "mysql://u:p@db/reports"),
        ("CACHE_URL", "nonsense"),
        ("EMAIL_URL", "nonsense"),
        ("EMAIL_URL", "smtp+tls://u:p@mail.example.cn"),
        ("DEBUG", "maybe"),
        ("PLAIN_HTTP", "maybe"),
        ("CONN_MAX_AGE", "long"),
        ("LOG_LEVEL", "LOUD"),
    ],
)
def test_a_wrong_value_stops_the_start_with_a_sentence(read, name, value):
    with pytest.raises(SystemExit, match=f"环境变量 {name} .*程序没有启动。"):
        read(**{**PRODUCTION, name: value})


def test_the_sentence_never_repeats_a_password(read):
    with pytest.raises(SystemExit) as stopped:
        read(**{**PRODUCTION, "DATABASE_URL": "mysql://u:open-sesame@db/reports"})
    assert "open-sesame" not in str(stopped.value)


def test_hosts_may_stand_after_a_comma_and_a_space(read):
    assert read(**{**PRODUCTION, "ALLOWED_HOSTS": "a.cn, b.cn,"})["ALLOWED_HOSTS"] == ["a.cn", "b.cn"]


def test_the_database_stays_beside_the_program_whatever_its_folder_is_called(tmp_path, monkeypatch):
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "年报 #1 50%20 a?b"
    (folder / "config").mkdir(parents=True)
    copy = shutil.copy(SETTINGS, folder / "config")
    assert Path(runpy.run_path(copy)["DATABASES"]["default"]["NAME"]) == folder / "db.sqlite3"


@pytest.mark.parametrize("url", ["", "sqlite:///somewhere.sqlite3"])
def test_sqlite_is_careful_however_it_is_named(read, url):
    options = read(DATABASE_URL=url)["DATABASES"]["default"]["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert "synchronous=FULL" in options["init_command"]


def test_postgresql_gives_up_in_time_and_keeps_what_the_address_asks(read):
    settings = read(**{**PRODUCTION, "DATABASE_URL": "postgres://u:p@db/r?sslmode=require"})
    options = settings["DATABASES"]["default"]["OPTIONS"]
    assert options["sslmode"] == "require"
    assert options["connect_timeout"] == 3
    assert "lock_timeout" in options["options"]


def test_the_mail_server_of_the_address_is_the_one_used(read):
    settings = read(**{**PRODUCTION, "EMAIL_URL": "submission://u:p%40@mail.example.cn:2525"})
    used = [
        settings.get(f"EMAIL_{name}") for name in ("HOST", "PORT", "HOST_USER", "HOST_PASSWORD", "USE_TLS")
    ]
    assert used == ["mail.example.cn", 2525, "u", "p@", True]


@pytest.mark.parametrize("plain", ["0", "1"])
def test_only_plain_http_lets_cookies_travel_without_tls(read, plain):
    settings = read(**PRODUCTION, PLAIN_HTTP=plain)
    secure = plain == "0"
    assert settings["SESSION_COOKIE_SECURE"] is settings["CSRF_COOKIE_SECURE"] is secure
    assert settings["SECURE_SSL_REDIRECT"] is secure


def test_probes_are_answered_without_tls_and_nothing_else_is(read):
    """The load balancer asks past the certificate."""
    exempt = read(**PRODUCTION)["SECURE_REDIRECT_EXEMPT"]
    paths = {
        path
        for path in ("healthz", "readyz", "login/", "", "healthz/x", "x/readyz")
        for one in exempt
        if re.search(one, path)
    }
    assert paths == {"healthz", "readyz"}


def test_no_check_of_django_is_silenced(read):
    assert "SILENCED_SYSTEM_CHECKS" not in read(**PRODUCTION)


@pytest.mark.parametrize(
    ("value", "roles"),
    [("", []), ("reviewer", ["reviewer"]), ("reviewer, manager ,", ["reviewer", "manager"])],
)
def test_posts_that_need_a_second_factor_stand_after_commas(read, value, roles):
    assert read(SECOND_FACTOR_ROLES=value)["SECOND_FACTOR_ROLES"] == roles


@pytest.mark.parametrize(
    ("named", "trusted"),
    [
        ("", []),
        ("0", []),
        ("false", []),
        ("1", ["127.0.0.1", "::1", ""]),
        ("true", ["127.0.0.1", "::1", ""]),
        ("10.0.0.1, 10.0.0.2", ["10.0.0.1", "10.0.0.2"]),
    ],
)
def test_only_the_proxies_that_are_named_are_believed(read, monkeypatch, named, trusted):
    monkeypatch.setenv("BEHIND_PROXY", named)
    settings = read(**PRODUCTION)
    assert settings["TRUSTED_PROXIES"] == trusted
    assert ("SECURE_PROXY_SSL_HEADER" in settings) is bool(trusted)


@pytest.mark.parametrize(("plain", "before"), [("0", "__Host-"), ("1", None)])
def test_over_tls_cookies_belong_to_this_very_host(read, plain, before):
    settings = read(**PRODUCTION, PLAIN_HTTP=plain)
    names = (settings.get("SESSION_COOKIE_NAME"), settings.get("CSRF_COOKIE_NAME"))
    assert names == ((f"{before}sessionid", f"{before}csrftoken") if before else (None, None))
