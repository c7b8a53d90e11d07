"""The gallery shows every component, and every component can be shown to a minister: seen, read aloud, on a phone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from tests.house.source import ROOT

GALLERY = "/setup/components/"
SCREENS = {"desk": (1366, 768), "desk at 125 %": (1093, 614), "phone": (390, 844)}


@pytest.fixture
def debug(settings: Any) -> None:
    settings.DEBUG = True


@pytest.fixture
def gallery(page: Any, live_server: LiveServer, debug: None) -> Any:
    page.complaints = []
    page.on("console", lambda said: page.complaints.append(said.text) if said.type == "error" else None)
    page.goto(live_server.url + GALLERY)
    return page


@pytest.mark.django_db
def test_the_gallery_shows_every_component(client: Client, debug: None) -> None:
    shown = {
        Path(one.name).name for one in client.get(GALLERY).templates if one.name.startswith("components/")
    }
    assert shown == {path.name for path in (ROOT / "templates" / "components").glob("*.html")}


@pytest.mark.django_db
def test_production_has_no_gallery(client: Client) -> None:
    assert client.get(GALLERY).status_code == 404


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("screen", SCREENS)
def test_nothing_in_the_gallery_runs_off_the_screen(gallery: Any, screen: str) -> None:
    width, height = SCREENS[screen]
    gallery.set_viewport_size({"width": width, "height": height})
    assert gallery.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.django_db(transaction=True)
def test_the_gallery_stands_twice_as_large_on_a_phone(gallery: Any) -> None:
    """200 % text: everything is measured in rem, so the root is enough."""
    gallery.set_viewport_size({"width": 780, "height": 844})
    gallery.evaluate("document.documentElement.style.fontSize = '200%'")
    assert gallery.evaluate("document.documentElement.scrollWidth") <= 780


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("screen", ["desk", "phone"])
def test_axe_finds_nothing_in_the_gallery(gallery: Any, screen: str) -> None:
    width, height = SCREENS[screen]
    gallery.set_viewport_size({"width": width, "height": height})
    found = Axe().run(gallery)
    assert found.response["violations"] == [], found.generate_report()
    assert gallery.complaints == []


@pytest.mark.django_db(transaction=True)
def test_a_form_is_sent_once_and_says_so(gallery: Any) -> None:
    """Two clicks in one breath: one request, and a button that says it is busy."""
    sent = gallery.evaluate(
        """() => {
            const form = document.querySelector("main form");
            form.setAttribute("data-once", "");
            let sent = 0;
            document.addEventListener("submit", event => {
                if (!event.defaultPrevented) { sent += 1; }
                event.preventDefault();
            });
            const button = form.querySelector("button"); button.type = "submit"; form.noValidate = true;
            button.click(); button.click();
            return [sent, button.textContent, button.getAttribute("aria-busy")];
        }"""
    )
    assert sent == [1, "正在办理…", "true"]


@pytest.mark.django_db(transaction=True)
def test_no_picture_of_bootstraps_is_asked_for_even_before_our_sheets_are_there(
    page: Any, live_server: LiveServer, debug: None, faults: list[str]
) -> None:
    page.route("**/css/controls.css", lambda route: route.abort())
    page.goto(live_server.url + GALLERY)
    page.wait_for_load_state("networkidle")
    assert faults == []


@pytest.mark.django_db(transaction=True)
def test_control_without_the_sheet_before_bootstraps_they_are(
    page: Any, live_server: LiveServer, debug: None, faults: list[str]
) -> None:
    page.route("**/css/pictures.css", lambda route: route.abort())
    page.goto(live_server.url + GALLERY)
    page.wait_for_load_state("networkidle")
    assert any("data:image" in one for one in faults)
    faults.clear()
