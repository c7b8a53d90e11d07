"""What every answer tells the browser: one table of headers, held against every address and every kind of refusal."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings as configured
from django.http import HttpRequest, HttpResponse
from django.test import Client

from reports.views.reading import lists
from tests.access.addresses import fill_in
from tests.access.scene import Scene
from tests.access.table import ROWS, Row

pytestmark = pytest.mark.django_db
#: Header and what it says, on each answer (reliability.md 2.10 M2, M3).
HEADERS = {
    "Content-Security-Policy": (
        "object-src 'none'; frame-ancestors 'none'; form-action 'self'; default-src 'self'; base-uri 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
#: What no answer says: who made it, which version, or that others may read it.
UNSAID = (
    "Server",
    "X-Powered-By",
    "Via",
    "Access-Control-Allow-Origin",
    "Content-Security-Policy-Report-Only",
)


def policy(text: str) -> set[str]:
    return {one.strip() for one in text.split(";")}


def wrong(answer: Any) -> list[str]:
    """The headers that are not as the table says, and those that should not be."""
    found = []
    for name, value in HEADERS.items():
        said = answer.headers.get(name, "")
        if policy(said) != policy(value):
            found.append(f"{name}: {said!r}")
    found += [name for name in UNSAID if name in answer.headers]
    if "unsafe" in answer.headers.get("Content-Security-Policy", ""):
        found.append("unsafe")
    return found


def is_public(answer: Any) -> bool:
    return answer.headers.get("Cache-Control") == "public, no-cache"


def kept_nowhere(answer: Any) -> bool:
    return "no-store" in answer.headers.get("Cache-Control", "")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.address)
def test_every_answer_says_the_same(scene: Scene, row: Row) -> None:
    address = fill_in(row, scene.here, row.states[-1])
    for who in ("nobody", "drafter", "reviewer", "administrator"):
        for method in ("GET", "POST", "PUT"):
            answer = scene.ask(who, method, address)
            assert wrong(answer) == [], (who, method)
            assert is_public(answer) or kept_nowhere(answer), (who, method, answer.headers)


@pytest.mark.parametrize("row", [row for row in ROWS if "<yyyy" in row.address or row.address == "/"])
def test_a_public_page_is_the_same_for_everybody_and_sets_nothing(scene: Scene, row: Row) -> None:
    """And never opens the session: the answer to a signed-in person is byte for byte the public's."""
    address = fill_in(row, scene.here, "published")
    pages = [scene.ask(who, "GET", address) for who in ("nobody", "disabled", "drafter", "administrator")]
    assert {page.content for page in pages} == {pages[0].content}
    for page in pages:
        assert page.status_code == 200
        assert is_public(page)
        assert "Cookie" not in page.headers.get("Vary", "")
        assert not page.cookies


# ------------------------------------------------------------------------- what is no page of the table


@pytest.fixture
def stranger() -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("address", "extra", "status"),
    [
        ("/no/such/page/", {}, 404),
        ("/", {"HTTP_HOST": "elsewhere.example"}, 400),
        ("/static/favicon.svg", {"HTTP_HOST": "elsewhere.example"}, 400),
        ("/login", {}, 301),
        ("/static/no-such.css", {}, 404),
    ],
)
def test_refusals_before_any_view_say_it_too(
    stranger: Client, address: str, extra: dict[str, Any], status: int
) -> None:
    answer = stranger.get(address, **extra)
    assert answer.status_code == status
    assert wrong(answer) == []
    assert kept_nowhere(answer)


def test_a_failure_says_it_too(stranger: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists.public, "years", lambda: 1 / 0)
    answer = stranger.get("/")
    assert answer.status_code == 500
    assert wrong(answer) == []
    assert kept_nowhere(answer)


def test_static_files_say_it_too_and_may_be_kept(settings: Any) -> None:
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = True
    answer = Client().get("/static/css/tokens.css")
    assert answer.status_code == 200
    assert wrong(answer) == []
    assert "max-age" in answer.headers["Cache-Control"]
    assert answer["Content-Type"].startswith("text/css")
    assert b"".join(answer.streaming_content)  # read to its end, and closed


@pytest.mark.parametrize("secure", [True, False])
def test_tls_is_asked_for_again_for_two_years_where_there_is_tls(settings: Any, secure: bool) -> None:
    settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = 31_536_000, True
    settings.SECURE_SSL_REDIRECT = True
    for address in ("/", "/login/", "/no/such/page/"):
        answer = Client().get(address, secure=secure)
        assert wrong(answer) == []
        said = answer.headers.get("Strict-Transport-Security", "")
        assert said == ("max-age=31536000; includeSubDomains" if secure else "")
        assert secure or answer["Location"] == f"https://testserver{address}"


def test_control_a_view_that_allows_what_it_likes_is_found(
    stranger: Client, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.MIDDLEWARE = [one for one in configured.MIDDLEWARE if "Headers" not in one and "csp" not in one]
    assert len(wrong(Client().get("/no/such/page/"))) >= 3


def test_control_a_page_that_reads_the_session_is_found(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    from reports.views.reading import report

    real = report._shown

    def curious(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        str(request.user)
        return real(request, *args, **kwargs)

    monkeypatch.setattr(report, "_shown", curious)
    address = f"/2019/{scene.world.townships[0].key}/"
    assert "Cookie" in scene.ask("drafter", "GET", address).headers["Vary"]


# ------------------------------------------------------------------------- whom to believe


def seen(**headers: str) -> tuple[str, bool, bool]:
    """What the program makes of a request: the address it came from, whether by TLS, what is left of the headers."""
    from townships.middleware import ProxyMiddleware

    found: list[HttpRequest] = []

    def note(request: HttpRequest) -> HttpResponse:
        found.append(request)
        return HttpResponse()

    from django.test import RequestFactory

    ProxyMiddleware(note)(RequestFactory().get("/", **headers))
    left = any(name.startswith("HTTP_X_FORWARDED") for name in found[0].META)
    return found[0].META["REMOTE_ADDR"], found[0].is_secure(), left


FORWARDED = {"HTTP_X_FORWARDED_FOR": "6.6.6.6, 10.1.2.3", "HTTP_X_FORWARDED_PROTO": "https"}


@pytest.fixture
def behind(settings: Any) -> Any:
    settings.TRUSTED_PROXIES = ["10.0.0.1"]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    return settings


def test_the_named_proxy_is_believed_for_its_own_word_only(behind: Any) -> None:
    assert seen(REMOTE_ADDR="10.0.0.1", **FORWARDED) == ("10.1.2.3", True, True)


@pytest.mark.parametrize("told", ["", "unknown", "1.2.3.4:80, nonsense", "' OR 1=1"])
def test_what_is_no_address_is_not_taken_for_one(behind: Any, told: str) -> None:
    assert seen(REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=told)[0] == "10.0.0.1"


def test_anybody_else_is_not_believed(behind: Any) -> None:
    assert seen(REMOTE_ADDR="10.0.0.2", **FORWARDED) == ("10.0.0.2", False, False)


def test_control_named_wrongly_everybody_would_choose_his_address(behind: Any) -> None:
    behind.TRUSTED_PROXIES = ["10.0.0.2"]
    assert seen(REMOTE_ADDR="10.0.0.2", **FORWARDED)[:2] == ("10.1.2.3", True)


def test_forged_addresses_do_not_escape_the_pause_after_wrong_passwords(scene: Scene) -> None:
    browser = Client()
    for number in range(5):
        answer = browser.post(
            "/login/",
            {"username": "drafter.1", "password": "wrong"},
            HTTP_X_FORWARDED_FOR=f"10.9.8.{number}",
        )
    assert answer.status_code == 429
