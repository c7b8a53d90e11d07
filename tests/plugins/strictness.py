"""The test run is stricter than production.

What fails here and would pass there: a warning (pyproject.toml), a template variable nobody set, a write while
answering a GET, a POST form without its CSRF token, a connection beyond this machine. The faults are raised where
they happen *and* collected, because a live server answers 500 and goes on: the test that caused them fails anyway.
"""

from __future__ import annotations

import ipaddress
import os
import re
import shutil
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

READS = {"GET", "HEAD", "OPTIONS"}
WRITE = re.compile(
    r"\s*(?:INSERT\s+INTO|INSERT\s+OR\s+\w+\s+INTO|UPDATE|DELETE\s+FROM)\s+\"?(\w+)", re.IGNORECASE
)
#: Tables a GET may write: who is signed in, who failed to, and the one door that records who read what.
WRITABLE_ON_READ = re.compile(r"^(django_session|axes_\w+|reports_readrecord)$")
POST_FORM = re.compile(r"<form\b[^>]*\bmethod=[\"']?post\b[^>]*>(.*?)</form>", re.IGNORECASE | re.DOTALL)
_faults: list[str] = []


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--deep", action="store_true", help="also long races, kills and fuzzing (up to an hour)")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the deep tests, and those over samples that lie beside this checkout only on some machines."""

    def left_out(item: pytest.Item) -> bool:
        marks = item.iter_markers("skip")
        without_samples = any("empty parameter set" in mark.kwargs.get("reason", "") for mark in marks)
        return without_samples or bool(item.get_closest_marker("deep") and not config.getoption("deep"))

    unwanted = [item for item in items if left_out(item)]
    config.hook.pytest_deselected(items=unwanted)
    items[:] = [item for item in items if item not in unwanted]


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    from django.conf import settings
    from django.db import connections

    # Argon2 is slow by design; a test signs in a thousand times.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = UnknownVariable(settings.BASE_DIR / "templates")
    folder = tempfile.mkdtemp(prefix="fazhi-test-")
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    for name in ("MEDIA_ROOT", "PUBLIC_ROOT", "STATIC_ROOT"):
        setattr(settings, name, Path(folder) / name.lower())
        getattr(settings, name).mkdir()
    default = connections.databases["default"]
    if default["ENGINE"].endswith("sqlite3"):
        # A file, because the threads of a live server cannot share one in memory; its own for every run.
        default["TEST"]["NAME"] = os.path.join(folder, "test.sqlite3")
        # No power fails during a test; waiting for the disk at every commit would double the run.
        options = default["OPTIONS"]
        options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=OFF")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI a skipped test is a failure: it would be one that nobody ever runs."""
    report = session.config.pluginmanager.get_plugin("terminalreporter")
    ci = os.environ.get("CI", "").lower() in ("1", "true")
    if ci and report and "PYTEST_XDIST_WORKER" not in os.environ and report.stats.get("skipped"):
        report.write_line(f"CI=true and {len(report.stats['skipped'])} skipped: failed", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


class UnknownVariable(str):
    """Stands for Django's ``string_if_invalid`` and fails in our own templates; others' are left in peace."""

    __slots__ = ("ours",)

    def __new__(cls, ours: Path) -> UnknownVariable:
        self = super().__new__(cls, "%s")
        self.ours = str(ours)
        return self

    def __mod__(self, variable: Any) -> str:
        template = self._template()
        if not template.startswith(self.ours):
            return ""
        fault = f"{template[len(self.ours) + 1 :]}: nobody set the variable {variable}"
        _faults.append(fault)
        raise AssertionError(fault)

    def _template(self) -> str:
        """The template being rendered, found in the frames above: Django does not pass it down."""
        frame = sys._getframe(2)
        while frame is not None:
            node = frame.f_locals.get("self")
            origin = getattr(node, "origin", None)
            if frame.f_code.co_name in ("render", "render_annotated") and origin is not None:
                return str(origin)
            frame = frame.f_back
        return ""


def refuse_writes(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    """A database wrapper that lets a GET read."""
    match = WRITE.match(sql)
    if match and not WRITABLE_ON_READ.match(match[1]):
        fault = f"a GET wrote to {match[1]}: {sql[:200]}"
        _faults.append(fault)
        raise AssertionError(fault)
    return execute(sql, params, many, context)


def check_forms(request: Any, response: Any) -> None:
    """Every POST form of a page carries its CSRF token."""
    if response.streaming or not response.get("Content-Type", "").startswith("text/html"):
        return
    for form in POST_FORM.finditer(response.content.decode("utf-8", "replace")):
        if "csrfmiddlewaretoken" not in form[1]:
            _faults.append(f"{request.path}: a POST form without csrf_token: {form[0][:200]}")


def is_local(address: Any) -> bool:
    """Whether a socket address stays on this machine (loopback, Unix)."""
    if not isinstance(address, tuple):
        return True
    host = str(address[0]).partition("%")[0]
    if host in ("localhost", ""):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@pytest.fixture(scope="session", autouse=True)
def _stay_on_this_machine() -> Iterator[None]:
    patch = pytest.MonkeyPatch()
    for name in ("connect", "connect_ex"):
        original = getattr(socket.socket, name)

        def guarded(self: socket.socket, address: Any, original: Any = original) -> Any:
            if not is_local(address):
                _faults.append(f"a connection to {address}")
                raise AssertionError(f"a connection to {address}")
            return original(self, address)

        patch.setattr(socket.socket, name, guarded)
    yield
    patch.undo()


@pytest.fixture(scope="session", autouse=True)
def _guard_answers() -> Iterator[None]:
    """Every answer, of the test client and of a live server alike, passes here."""
    from django.core.handlers.base import BaseHandler
    from django.db import connection

    patch = pytest.MonkeyPatch()
    answer = BaseHandler.get_response

    def guarded(self: BaseHandler, request: Any) -> Any:
        if request.method in READS:
            with connection.execute_wrapper(refuse_writes):
                response = answer(self, request)
        else:
            response = answer(self, request)
        check_forms(request, response)
        return response

    patch.setattr(BaseHandler, "get_response", guarded)
    yield
    patch.undo()


@pytest.fixture(autouse=True)
def faults() -> Iterator[list[str]]:
    """What the strictness caught; a test that provokes it on purpose reads and clears the list."""
    _faults.clear()
    yield _faults
    if _faults:
        pytest.fail("\n".join(_faults))
