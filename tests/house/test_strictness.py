"""The guards of the test run catch what they are for: each provoked once."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.template import engines
from django.test import RequestFactory

from reports.models import Report
from tests.plugins.strictness import UnknownVariable, check_forms, refuse_writes
from townships.models import District


def test_a_variable_nobody_set_fails_in_our_templates(faults: list[str], tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("{{ nobody_set_this }}")
    engine = engines.all()[0].engine
    ours = UnknownVariable(tmp_path)
    engine.dirs.append(str(tmp_path))
    before, engine.string_if_invalid = engine.string_if_invalid, ours
    try:
        with pytest.raises(AssertionError, match="nobody_set_this"):
            engine.get_template("page.html").render(_context(engine))
    finally:
        engine.dirs.remove(str(tmp_path))
        engine.string_if_invalid = before
    assert faults == ["page.html: nobody set the variable nobody_set_this"]
    faults.clear()


def _context(engine: object) -> object:
    from django.template import Context

    return Context({}, autoescape=True)


def test_a_write_while_reading_fails(db: None, faults: list[str]) -> None:
    with connection.execute_wrapper(refuse_writes), pytest.raises(AssertionError, match="townships_district"):
        District.objects.create(code="500101", name="万州区", full_name="重庆市万州区", office_name="司法局")
    assert len(faults) == 1
    faults.clear()


def test_reading_while_reading_is_fine(db: None) -> None:
    with connection.execute_wrapper(refuse_writes):
        assert not Report.objects.exists()


def test_a_post_form_without_its_token_fails(faults: list[str]) -> None:
    request = RequestFactory().get("/x/")
    check_forms(request, HttpResponse('<form method="post"><input name="csrfmiddlewaretoken"></form>'))
    check_forms(request, HttpResponse('<form method="get"></form>'))
    assert faults == []
    check_forms(request, HttpResponse('<form class="a" method="post"><button>送</button></form>'))
    assert len(faults) == 1
    faults.clear()


def test_a_connection_beyond_this_machine_fails(faults: list[str]) -> None:
    with socket.socket() as one, pytest.raises(AssertionError, match=r"192\.0\.2\.1"):
        one.connect(("192.0.2.1", 80))
    faults.clear()


def test_passwords_of_tests_are_cheap() -> None:
    assert settings.PASSWORD_HASHERS == ["django.contrib.auth.hashers.MD5PasswordHasher"]
