"""An address that only takes a form says so, instead of an empty sheet: signing in may lead back to one."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import World

pytestmark = pytest.mark.django_db


def test_opening_an_address_that_only_takes_a_form_is_explained(client: Client, world: World) -> None:
    client.force_login(world.people["drafter"])
    response = client.get(reverse("filling:explain", args=[world.report.pk]))
    assert response.status_code == 405
    assert response["Allow"] == "POST"
    assert int(response["Content-Length"]) == len(response.content)
    assert "不能直接打开，没有作任何改动" in response.content.decode()


def test_the_page_needs_no_session(client: Client) -> None:
    response = client.post("/")
    assert response.status_code == 405
    assert "这个网址不能这样打开" in response.content.decode()
    assert not response.cookies


def test_head_stays_without_a_body(client: Client, world: World) -> None:
    client.force_login(world.people["drafter"])
    assert client.head(reverse("filling:explain", args=[world.report.pk])).content == b""
