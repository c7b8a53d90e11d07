"""Every address is listed with what it takes and whose it is — and what the list says is what the site answers."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import get_resolver, path
from django.views.decorators.http import require_GET

from townships.addresses import ANY, EVERYONE, SECTIONS, SIGNED_IN, addresses, asks_for_a_person


def listed() -> dict[str, dict[str, Any]]:
    out = StringIO()
    call_command("list_urls", "--json", stdout=out)
    return {row["pattern"]: row for row in json.loads(out.getvalue())}


def test_an_address_says_its_name_its_methods_and_whose_it_is() -> None:
    rows = listed()
    assert (rows["/login/"]["name"], rows["/login/"]["who"]) == ("townships:sign_in", "everyone")
    assert {"GET", "POST"} <= set(rows["/login/"]["methods"])
    assert list(rows["/login/"]) == ["pattern", "name", "methods", "who"]
    assert rows["/fill/<uuid:report_id>/rows/<uuid:entry_id>/"]["methods"] == ["POST"]
    assert rows["/setup/admin/"]["methods"] == list(ANY)
    whose = {pattern: row["who"] for pattern, row in rows.items()}
    assert whose["/<yyyy:year>/<slug:key>/"] == EVERYONE
    assert whose["/desk/"] == SIGNED_IN
    assert whose["/review/"] == "district"
    assert whose["/setup/audit/"] == "auditor"
    assert whose["/setup/admin/townships/user/"] == "administrator"


def test_a_view_that_asks_by_itself_is_not_everybodys() -> None:
    """The row's save is open to Django, so that it can answer 401 with words; to strangers it is not."""
    rows = listed()
    assert rows["/fill/<uuid:report_id>/rows/<uuid:entry_id>/"]["who"] == "township"
    assert rows["/fill/<uuid:report_id>/parts/<uuid:part_id>/"]["who"] == "township"


def test_without_the_mark_it_would_be_listed_as_everybodys(monkeypatch: pytest.MonkeyPatch) -> None:
    @asks_for_a_person
    @require_GET
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    monkeypatch.setattr(get_resolver(), "url_patterns", [path("fill/new/", view)])
    assert [one.who for one in addresses()] == ["township"]
    monkeypatch.setattr(view, "asks_for_a_person", False)
    assert [one.who for one in addresses()] == [EVERYONE]


def test_nothing_is_left_out_and_the_list_reads_as_a_table() -> None:
    out = StringIO()
    call_command("list_urls", stdout=out)
    lines = out.getvalue().splitlines()
    assert len(lines) == len(list(addresses()))
    assert any(line.startswith("/logout/") and " POST " in line for line in lines)


def test_every_section_leads_somewhere() -> None:
    patterns = list(listed())
    assert [one for one in SECTIONS if not any(pattern.startswith(one) for pattern in patterns)] == []


def test_strangers_are_turned_away_from_all_that_is_not_everybodys(client: Client, db: None) -> None:
    """Addresses without a blank to fill in; those with one are asked by the table of access."""
    plain = [one for one in addresses() if not set("<(") & set(one.pattern)]
    assert len(plain) > 20
    for one in plain:
        answer = client.get(one.pattern)
        turned_away = answer.status_code == 302 and "/login/" in answer["Location"]
        if one.who != EVERYONE:
            assert turned_away or answer.status_code == 405, one
        elif one.name not in (
            "admin:login",
            "townships:sign_in_code",
        ):  # ways to the door, and its second step
            assert not turned_away, one
