"""开放年度: by the manager of a district or its administrator, inside the statutory dates."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client

from reports.models import ReportingYear
from reports.models.year import SHANGHAI
from tests.factories import World
from townships.models import Role

pytestmark = pytest.mark.django_db
WHERE = "/setup/years/open/"


def fields(world: World, **changed: str) -> dict[str, str]:
    return {"district": str(world.district.pk), "year": "2023", "review_policy": "both", **changed}


@pytest.fixture
def manager(client: Client, world: World) -> Client:
    client.force_login(world.people["manager"])
    return client


def test_the_manager_opens_a_year_with_the_usual_dates(manager, world: World):
    assert manager.get(WHERE).status_code == 200
    response = manager.post(WHERE, fields(world))
    assert response["Location"] == "/review/?year=2023&district=500101"
    year = ReportingYear.objects.get(year=2023)
    assert (year.review_policy, year.reports.count()) == ("both", 2)
    assert year.submit_due == datetime(2024, 2, 13, 17, tzinfo=SHANGHAI)
    assert year.opened_by == world.people["manager"]
    assert "2个镇街的报告提纲已经备好" in manager.get(response["Location"]).content.decode()


def test_the_administrator_comes_back_to_the_set_up(client, world: World):
    client.force_login(world.people["administrator"])
    assert client.post(WHERE, fields(world))["Location"] == "/setup/"


def test_opening_again_changes_nothing(manager, world: World):
    response = manager.post(WHERE, fields(world, year="2022", review_policy="after"), follow=True)
    assert "原有设置没有改动" in response.content.decode()
    world.year.refresh_from_db()
    assert world.year.review_policy == "before"


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"preview_due": "2024-02-20T09:00"}, "期限的先后应为"),
        ({"submit_due": "2024-03-01T00:00", "publish_due": "2024-03-20T09:00"}, "3月1日以前"),
        ({"publish_due": "2024-04-01T00:00"}, "4月1日以前"),
        ({"year": "3000"}, "2099"),
        ({"district": "0"}, "form"),
        ({"review_policy": "x\0"}, "form"),
    ],
)
def test_dates_beyond_the_law_and_nonsense_are_refused(manager, world: World, changed, sentence):
    response = manager.post(WHERE, fields(world, **changed))
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not ReportingYear.objects.filter(year=2023).exists()


def test_nobody_opens_a_year_in_another_district(manager, world: World):
    (other,) = world.strangers["manager"].districts(Role.MANAGER)
    assert manager.post(WHERE, fields(world, district=str(other.pk))).status_code == 422


@pytest.mark.parametrize("name", ["reviewer", "drafter", "publisher", "auditor"])
def test_for_others_the_page_does_not_exist(client, world: World, name):
    client.force_login(world.people[name])
    assert client.get(WHERE).status_code == 404
    assert client.post(WHERE, fields(world)).status_code == 404
