"""Who may know of a report, who may read its text, who may change it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from reports import permissions
from reports.enums import Status
from reports.models import Report
from tests import factories
from townships import clock
from townships.models import Post, User

pytestmark = pytest.mark.django_db
OWN = ("drafter", "checker", "signer", "publisher")
DISTRICT = ("reviewer", "manager")


def visible(user: User) -> set[str]:
    return {report.township.name for report in Report.objects.visible_to(user)}


def test_a_township_knows_of_its_own_report_and_the_district_of_all(world):
    for post in OWN:
        assert visible(world.people[post]) == {"新乡镇"}
        assert visible(world.strangers[post]) == {"长滩镇"}
    for post in DISTRICT:
        assert visible(world.people[post]) == {"新乡镇", "长滩镇"}
        assert visible(world.strangers[post]) == set()
    for post in ("auditor", "administrator"):
        assert visible(world.people[post]) == set()


def test_the_working_text_is_the_townships_own(world):
    report = world.report
    readers = {post for post, person in world.people.items() if permissions.may_read_draft(person, report)}
    assert readers == set(OWN)
    assert not any(permissions.may_read_draft(person, report) for person in world.strangers.values())


def test_the_district_reads_the_newest_copy_that_was_sent_to_it(world):
    assert permissions.readable_by_district(world.report) is None
    report = factories.report_at(world, Status.RETURNED)
    factories.fill(world, "还没有报送的字")
    copy = permissions.readable_by_district(world.report)
    assert copy == report.latest_submission()
    assert "还没有报送的字" not in copy.content_json


def test_a_post_that_ended_counts_no_more(world):
    person = world.people["drafter"]
    Post.objects.filter(user=person).update(until=clock.today())
    assert permissions.roles_towards(User.objects.get(pk=person.pk), world.report) == frozenset()
    Post.objects.filter(user=person).update(until=clock.today() + timedelta(days=1))
    assert permissions.roles_towards(User.objects.get(pk=person.pk), world.report) == {"drafter"}


def test_what_a_person_did_to_the_text_is_part_of_his_standing(world):
    report = factories.fill(world)
    drafter = permissions.standing(world.people["drafter"], report)
    signer = permissions.standing(world.people["signer"], report)
    assert (drafter.drafted, drafter.edited, drafter.of_township, drafter.of_district) == (
        True,
        True,
        True,
        False,
    )
    assert (signer.drafted, signer.edited) == (False, False)
    assert permissions.standing(world.people["manager"], report).of_district
