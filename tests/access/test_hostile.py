"""Addresses, hosts and letters that nobody means well: never out of the site, never a 500, never a word too much."""

from __future__ import annotations

import io
import itertools
import logging
import logging.config
import re
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.conf import settings
from django.test import Client

from reports.views.reading import lists
from tests.access.scene import Scene
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db
ELSEWHERE = "elsewhere.example"
#: What a careless browser or a careless check takes for an address of the site.
NEXT = [
    f"{before}{middle}{ELSEWHERE}{after}"
    for before, middle, after in [
        *itertools.product(["", " ", "\t", "\n", "\r", "\0", "\x0b", "\u3000"], ["//", "/\\", "\\\\", "\\/"], ["/"]),
        *itertools.product(["http:", "https:", "HTTPS:", "ftp:", "http:/", "https:\\"], ["//", "/", "", "\\\\"], ["/"]),
    ]
] + [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "blob:x",
    "mailto:a@b.c",
    f"///{ELSEWHERE}/",
    f"////{ELSEWHERE}/",
    f"/\t/{ELSEWHERE}/",
    f"/\n/{ELSEWHERE}/",
    f"/%09/{ELSEWHERE}/",
    f"//testserver@{ELSEWHERE}/",
    f"http://testserver@{ELSEWHERE}/",
    f"http://testserver.{ELSEWHERE}/",
    f"http://{ELSEWHERE}#testserver",
    f"http://{ELSEWHERE}?testserver",
    f"http://{ELSEWHERE}\\.testserver/",
    f"//{ELSEWHERE}%2f..",
    f"/..//{ELSEWHERE}/",
    "//",
    "//[::1]/",
    "//1.1.1.1/",
    "//0x01010101/",
    "http://[",
    "fill/",
    "?next=//x",
]  # fmt: skip
HOSTS = [
    ELSEWHERE,
    f"testserver.{ELSEWHERE}",
    f"testserver@{ELSEWHERE}",
    "testserver:80:80",
    "testserver/",
    "testserver, elsewhere.example",
    "test server",
    "[::1",
    "测试",
    "testserver\t",
    "a" * 300,
    "..",
]
NAMES = [
    ".git/HEAD",
    ".git/config",
    ".gitignore",
    ".hg/",
    ".svn/entries",
    ".env",
    ".env.local",
    ".env.production",
    ".DS_Store",
    ".htaccess",
    ".htpasswd",
    ".ssh/id_rsa",
    ".aws/credentials",
    ".bash_history",
    ".idea/workspace.xml",
    ".vscode/settings.json",
    ".python-version",
    ".coverage",
    "manage.py",
    "config/settings.py",
    "config/wsgi.py",
    "config/settings.pyc",
    "config/__pycache__/settings.cpython-311.pyc",
    "townships/views.py",
    "reports/models/report.py",
    "reports.pyc",
    "db.sqlite3",
    "db.sqlite3-wal",
    "db.sqlite3-shm",
    "var/test.sqlite3",
    "var/files/",
    "var/static/",
    "var/public/",
    "media/",
    "media/x.docx",
    "files/",
    "protected/",
    "uploads/",
    "backup.zip",
    "backup.tar.gz",
    "backup.sql",
    "dump.sql",
    "database.sql",
    "site.zip",
    "www.zip",
    "fazhi.bak",
    "settings.py.bak",
    "settings.py~",
    ".settings.py.swp",
    "index.php",
    "index.html~",
    "wp-login.php",
    "wp-admin/",
    "wp-config.php",
    "xmlrpc.php",
    "phpmyadmin/",
    "phpinfo.php",
    "info.php",
    "test.php",
    "admin/",
    "admin/login/",
    "administrator/",
    "admin.php",
    "login.action",
    "login.jsp",
    "struts/",
    "actuator/env",
    "actuator/health",
    "server-status",
    "server-info",
    "console/",
    "debug/",
    "__debug__/",
    "trace.axd",
    "elmah.axd",
    "web.config",
    "robots.txt.bak",
    "crossdomain.xml",
    "clientaccesspolicy.xml",
    "api/",
    "api/v1/users/",
    "graphql",
    "swagger.json",
    "openapi.json",
    "metrics",
    "prometheus",
    "requirements.txt",
    "requirements.lock",
    "pyproject.toml",
    "package.json",
    "package-lock.json",
    "composer.json",
    "Dockerfile",
    "docker-compose.yml",
    "Makefile",
    "README.md",
    "locale/zh_Hans/LC_MESSAGES/django.po",
    "templates/base.html",
    "tests/",
    "script/server",
    "docs/",
    "deploy/nginx.conf",
    "static/",
    "static/admin/",
    "static/../manage.py",
    "static/..%2fmanage.py",
    "static/%2e%2e/manage.py",
    "static/..\\manage.py",
    "static/css/../../manage.py",
    "static//etc/passwd",
    "static/%2fetc%2fpasswd",
    "static/css/tokens.css.map",
    "static/js/",
    "../etc/passwd",
    "..%2f..%2fetc%2fpasswd",
    "%2e%2e/%2e%2e/etc/passwd",
    "etc/passwd",
    "proc/self/environ",
    "2022/../.env",
    "2022/xinxiangzhen/report.json.bak",
    "2022/xinxiangzhen/.git/",
    "townships/../manage.py",
    "fill/../manage.py.bak",
    "setup/../.env",
    "cgi-bin/test.cgi",
    "shell.jsp",
    "HNAP1/",
    "boaform/",
    "owa/",
    "autodiscover/",
]
#: What a page of ours never shows; nor where on the machine it lives.
TOLD = re.compile(
    r"Traceback|File \"|site-packages|\.py\b|reports\.(?:views|models)|townships\.|django|sqlite|"
    r"psycopg|Exception|line \d+|" + re.escape(str(settings.BASE_DIR)),
    re.IGNORECASE,
)


@pytest.fixture
def browser() -> Client:
    return Client(raise_request_exception=False)


def where(answer: Any) -> str:
    """The host a browser would go to: it takes \\ for /, and leaves out tabs, line ends and what stands before."""
    target = (
        re.sub(r"[\t\r\n]", "", answer["Location"]).strip("".join(map(chr, range(33)))).replace("\\", "/")
    )
    target = re.sub(r"^(https?:)/*", r"\1//", target, flags=re.IGNORECASE)
    reached = urlsplit(urljoin("http://testserver/login/", target))
    return reached.netloc if reached.scheme in ("http", "https") else reached.scheme


def test_there_are_enough_of_them() -> None:
    assert len(set(NEXT)) >= 60
    assert len(set(HOSTS)) >= 10
    assert len(set(NAMES)) >= 100


@pytest.mark.parametrize("target", NEXT, ids=repr)
def test_signing_in_leads_nowhere_else(scene: Scene, browser: Client, target: str) -> None:
    page = browser.get("/login/", {"next": target})
    assert page.status_code == 200
    hidden = re.search(r'name="next" value="([^"]*)"', page.content.decode())[1]
    assert not hidden or hidden.startswith("/")
    answer = browser.post("/login/", {"username": "auditor", "password": PASSWORD, "next": target})
    assert answer.status_code == 302
    assert where(answer) == "testserver"


def test_control_without_the_check_it_would(
    scene: Scene, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from townships import views

    monkeypatch.setattr(views, "safe_next", lambda request: request.POST.get("next", ""))
    led = set()
    for target in (f"//{ELSEWHERE}/", f"/\\{ELSEWHERE}/", f"/\t/{ELSEWHERE}/", f"https:{ELSEWHERE}/"):
        answer = Client(raise_request_exception=False).post(
            "/login/", {"username": "auditor", "password": PASSWORD, "next": target}
        )
        led.add(where(answer) if answer.status_code == 302 else "refused by Django")
    assert ELSEWHERE in led


@pytest.mark.parametrize("address", ["/setup/admin/login/", "/fill/", "/setup/admin/"])
@pytest.mark.parametrize("target", [f"//{ELSEWHERE}/", f"https://{ELSEWHERE}/"])
def test_the_other_doors_lead_to_the_one_door(browser: Client, address: str, target: str) -> None:
    assert where(browser.get(address, {"next": target})) == "testserver"


@pytest.mark.parametrize("host", HOSTS, ids=repr)
def test_a_wrong_host_is_400_everywhere(browser: Client, host: str) -> None:
    for address in ("/", "/login/", "/static/favicon.svg", "/fill/"):
        answer = browser.get(address, HTTP_HOST=host)
        assert answer.status_code == 400
        assert "这个请求没有办理" in answer.content.decode()
        assert ELSEWHERE not in answer.content.decode()


@pytest.mark.parametrize("name", NAMES)
def test_what_lies_about_is_not_served(browser: Client, name: str, settings: Any) -> None:
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = True
    answer = browser.get(f"/{name}")
    if answer.status_code == 301:  # to the address with a slash, on this very site
        answer = browser.get(answer["Location"])
    assert answer.status_code == 404
    page = answer.content.decode()
    assert "没有这个页面" in page
    assert not TOLD.search(page)


# ------------------------------------------------------------------------- letters that are none

BYTES = [
    "%00",
    "a%00b",
    "%ff",
    "%c0%af",
    "%ed%a0%80",
    "%f4%90%80%80",
    "%e4%b8",
    "%0d%0aX-Set:1",
    "%EF%BF%BE",
    "%0A",
]
PAGES = [
    "/",
    "/2022/",
    "/townships/x/",
    "/login/",
    "/fill/",
    "/review/",
    "/setup/audit/",
    "/setup/admin/townships/user/",
]


@pytest.mark.parametrize("letters", BYTES)
def test_no_letters_in_an_address_bring_it_down(scene: Scene, letters: str) -> None:
    report = scene.report("submitted").pk
    for who in ("nobody", "drafter", "reviewer", "administrator"):
        for page in (
            *(f"{one}{letters}/" for one in PAGES),
            f"/fill/{report}/{letters}/",
            f"/setup/admin/townships/user/{letters}/change/",
            f"/setup/admin/townships/user/{letters}/password/",
            f"/static/{letters}",
        ):
            answer = scene.ask(who, "GET", page)
            assert answer.status_code in (301, 302, 404), (who, page, answer.status_code)
            assert "X-Set" not in answer.headers


@pytest.mark.parametrize("letters", BYTES)
def test_no_letters_in_a_query_bring_it_down(scene: Scene, letters: str) -> None:
    report = scene.report("submitted").pk
    names = (
        "year",
        "district",
        "at",
        "q",
        "page",
        "next",
        "on",
        "edit",
        "entry",
        "o",
        "p",
        "is_active__exact",
    )
    query = "&".join(f"{name}={letters}" for name in names) + f"&{letters}={letters}&{letters}"
    for who, pages in {
        "nobody": ["/", "/2022/", "/login/"],
        "drafter": ["/fill/", f"/fill/{report}/", f"/fill/{report}/amend-wording/"],
        "reviewer": ["/review/", f"/review/{report}/", f"/review/{report}/return/"],
        "auditor": ["/setup/audit/"],
        "administrator": ["/setup/", "/setup/admin/townships/user/", "/setup/admin/townships/auditevent/"],
    }.items():
        for page in pages:
            answer = scene.ask(who, "GET", f"{page}?{query}")
            assert answer.status_code < 500, (who, page)
        answer = scene.ask(who, "GET", f"{pages[-1]}?q={letters}&page={letters}")
        assert answer.status_code < 500, (who, pages[-1])


@pytest.mark.parametrize("letters", BYTES)
def test_no_letters_in_a_form_bring_it_down(scene: Scene, letters: str) -> None:
    ids, report = scene.here.ids["draft"], scene.report("draft")
    entry = ids["entry_id"]
    for who, page, names in (
        ("nobody", "/login/", ("username", "password", "next")),
        ("drafter", f"/fill/{report.pk}/header/", ("title", "addressee", "revision")),
        ("drafter", f"/fill/{report.pk}/import/", ("text",)),
        ("drafter", f"/fill/{report.pk}/explain/", ("rule", "place", "text")),
        ("drafter", f"/fill/{report.pk}/rows/{entry}/", ("heading", "body", "revision")),
        ("drafter", f"/fill/{report.pk}/parts/{ids['part_id']}/", ("row", "do", f"{entry}-heading")),
        ("drafter", f"/fill/{report.pk}/send-for-signature/", ("version", "comment")),
        (
            "reviewer",
            f"/review/{scene.report('submitted').pk}/remarks/",
            ("text", "place", "quote", "proposed"),
        ),
        ("reviewer", f"/review/{scene.report('submitted').pk}/return/", ("version", "comment", "due")),
        ("administrator", "/setup/admin/townships/user/add/", ("username", "name", "phone", "password1")),
        ("administrator", "/setup/years/open/", ("year", "district", "submit_due")),
        ("administrator", "/password/", ("old_password", "new_password1")),
    ):
        body = "&".join(f"{name}={letters}" for name in names) + f"&{letters}={letters}"
        browser = scene.browsers[who]
        for kind in (
            "application/x-www-form-urlencoded",
            "application/json",
            "multipart/form-data; boundary=x",
        ):
            answer = browser.generic("POST", page, body.encode(), kind)
            assert answer.status_code < 500, (page, kind)
        raw = browser.generic(
            "POST", page, bytes.fromhex("613d00fffe") + body.encode(), "text/plain; charset=nonsense"
        )
        assert raw.status_code < 500, page


@pytest.mark.parametrize("value", ["a\0b", "\udcff", "ÿþ", "测试", '=;=;"', "a" * 5000, "\r\nX-Set: 1"])
def test_no_letters_in_a_cookie_bring_it_down(value: str) -> None:
    raw = value.encode("utf-8", "surrogateescape").decode("latin-1")
    names = (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, "messages", raw)
    cookie = "; ".join(f"{name}={raw}" for name in names)
    for address in ("/", "/login/", "/fill/"):
        browser = Client(raise_request_exception=False)
        assert browser.get(address, HTTP_COOKIE=cookie).status_code in (200, 302, 400)
    refused = browser.post("/login/", {"username": "x", "password": "y"}, HTTP_COOKIE=cookie)
    assert refused.status_code < 500


def test_a_body_that_is_cut_off_or_too_much_is_the_pages_400(browser: Client, settings: Any) -> None:
    many = "&".join(f"a{number}=1" for number in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1))
    answer = browser.generic("POST", "/login/", many, "application/x-www-form-urlencoded")
    assert answer.status_code == 400
    assert "超出了限度，没有作任何改动" in answer.content.decode()


# ------------------------------------------------------------------------- failures


def test_a_failure_shows_a_number_that_is_in_the_log_and_nothing_else(
    browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = io.StringIO()
    handler = logging.StreamHandler(log)
    config = settings.LOGGING
    handler.setFormatter(logging.Formatter(config["formatters"]["line"]["format"], style="{"))
    handler.addFilter(logging.config.DictConfigurator(config).configure_filter(config["filters"]["incident"]))
    monkeypatch.setattr(lists.public, "years", lambda: 1 / 0)
    logging.disable(logging.NOTSET)
    logging.getLogger("django.request").addHandler(handler)
    try:
        answer = browser.get("/?secret=%0Aforged")
    finally:
        logging.getLogger("django.request").removeHandler(handler)
        logging.disable(logging.WARNING)
    page = answer.content.decode()
    assert answer.status_code == 500
    assert "服务器在办理时出了错" in page
    number = re.search(r"问题编号：<span class=\"num\">(\d{4}-\d{4})<", page)[1]
    line = next(one for one in log.getvalue().splitlines() if number in one)
    assert line.endswith(f"Internal Server Error: / [{number}]")
    assert "ZeroDivisionError" in log.getvalue()
    assert "forged" not in log.getvalue()
    assert not TOLD.search(page)


def test_two_failures_have_two_numbers(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists.public, "years", lambda: 1 / 0)
    assert browser.get("/").content != browser.get("/").content


def test_with_the_database_down_there_is_still_a_page(
    browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import OperationalError, connection

    def down(*args: Any, **kwargs: Any) -> None:
        raise OperationalError("server closed the connection at /var/run/postgresql")

    browser.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
    monkeypatch.setattr(connection, "cursor", down)
    for address in ("/", "/fill/", "/login/?next=/fill/"):
        answer = browser.get(address)
        if answer.status_code != 200:
            assert answer.status_code == 503
            assert "问题编号" in answer.content.decode()
            assert not TOLD.search(answer.content.decode())


@pytest.mark.parametrize(
    ("status", "words"),
    [(400, "没有作任何改动"), (403, "没有提交"), (404, "没有这个页面"), (405, "没有作任何改动")],
)
def test_refusals_are_pages_in_chinese(scene: Scene, status: int, words: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = {
        400: lambda: strict.get("/", HTTP_HOST=ELSEWHERE),
        403: lambda: strict.post("/login/"),
        404: lambda: strict.get("/no/such/page/"),
        405: lambda: strict.trace("/2022/"),
    }[status]()
    page = answer.content.decode()
    assert answer.status_code == status
    assert words in page
    assert bool(re.search(r"\d{4}-\d{4}", page)) is (status != 404)
