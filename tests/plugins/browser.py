"""Chromium for the tests that click: the machine's own, found by name, as an office in China would have it.

No Chromium: skipped on a developer's machine, failed in CI (``CI=true``), where a skip would hide a broken journey.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SCREEN = {"width": 1366, "height": 768}


def pytest_configure() -> None:
    # Playwright's synchronous door runs an event loop in the test's thread; Django would refuse the database there.
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if {"page", "context", "new_context"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the machine's Chromium."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found:
        return found
    reason = "no Chromium on this machine (apt-get install chromium)"
    if os.environ.get("CI", "").lower() in ("1", "true"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any], chromium: str) -> dict[str, Any]:
    args = ["--disable-dev-shm-usage", "--font-render-hinting=none"]
    if os.geteuid() == 0:
        args.append("--no-sandbox")
    return {**browser_type_launch_args, "executable_path": chromium, "args": args}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {
        **browser_context_args,
        "locale": "zh-CN",
        "timezone_id": "Asia/Shanghai",
        "viewport": SCREEN,
        "reduced_motion": "reduce",
    }


#: Told by the browser itself for whatever the policy of content refused: a style, a script, a form's address.
REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", function (event) {
  console.error("content security policy: " + event.violatedDirective + " refused " + event.blockedURI
    + " at " + event.sourceFile + ":" + event.lineNumber + " " + event.sample);
});
"""


def watch(context: Any, faults: list[str]) -> Any:
    """A page that asks for anything from another host, throws, or does what the policy of content refuses, fails its
    test: the office's network is closed."""

    def asked(request: Any) -> None:
        host = urlsplit(request.url).hostname
        if host not in ("localhost", "127.0.0.1", None):
            faults.append(f"a page asked for {request.url}")

    def said(message: Any) -> None:
        if "content security policy" in message.text.lower():
            faults.append(f"on {message.page.url if message.page else 'a page'}: {message.text}")

    context.on("request", asked)
    context.on("weberror", lambda error: faults.append(f"a page threw: {error.error}"))
    context.on("console", said)
    context.add_init_script(REPORT_VIOLATIONS)
    context.set_default_timeout(10_000)
    return context


@pytest.fixture
def context(context: Any, faults: list[str]) -> Any:
    return watch(context, faults)


@pytest.fixture
def new_context(new_context: Callable[..., Any], faults: list[str]) -> Callable[..., Any]:
    """Also for tests in which several people sit at a browser each."""
    return lambda **options: watch(new_context(**options), faults)
