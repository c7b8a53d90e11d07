"""``manage.py verify`` is silent over what the doors made, and names every breach made behind their backs."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from reports import exporting, returning, saving, verifying
from reports.enums import Act, PublicState, Status
from reports.models import DraftCopy, Entry, Publication, Report, ReportEvent, Signature, Submission
from tests import factories
from townships.models import AuditChain, Role, TownshipNaming

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    """A draft with nested rows (甲 over 乙) and one put away (丙)."""
    world = factories.make_world(joint_issue=True)
    report = factories.fill(world)
    part, by = report.parts.get(kind="measures"), world.people["drafter"]
    rows = [
        saving.add_entry(report.pk, part.pk, by=by, values={"heading": h, "body": "文。"}) for h in "甲乙丙"
    ]
    saving.move_entry(report.pk, rows[1].pk, by=by, direction="in")
    saving.delete_entry(report.pk, rows[2].pk, by=by, revision=1)
    return world


@pytest.fixture
def sound(draft):
    """A report with a whole life behind it: previewed, submitted, public, corrected."""
    returning.copy_for_comment(draft.report.pk, by=draft.people["drafter"])
    exporting.export(draft.report, "docx", by=draft.people["drafter"])
    draft.act(Act.REQUEST_PREVIEW, "drafter")
    draft.act(Act.AGREE, "reviewer")
    draft.act(Act.SEND_FOR_SIGNATURE, "drafter")
    factories.sign(draft)
    factories.number(draft)
    draft.act(Act.SUBMIT, "checker")
    factories.publish(draft)
    factories.correct(draft)
    return draft


def found() -> list[str]:
    return list(verifying.problems())


def test_what_the_doors_made_is_sound(sound, capsys):
    assert found() == []
    call_command("verify")
    assert capsys.readouterr().out == "全部相符。\n"


def test_the_command_ends_with_one_and_a_sentence_for_each_breach(sound, capsys):
    Submission.objects.filter(number=1).update(sha256="0" * 64)
    with pytest.raises(CommandError, match="共1处不符") as raised:
        call_command("verify")
    assert raised.value.returncode == 1
    assert "第1号报送件的内容与印记不符。" in capsys.readouterr().err


ONE = {
    "a kind that is not the part's": (
        lambda world: Entry.objects.live().filter(heading="强化工作", kind="measures").update(kind="other"),
        "类别与所在部分不一致",
    ),
    "a text changed under its seal": (
        lambda world: Publication.objects.filter(number=1).update(content_json="{}"),
        "第1号公开件的内容与印记不符",
    ),
    "a copy for the leaders changed under its seal": (
        lambda world: DraftCopy.objects.update(sha256="0" * 64),
        "第1号征求意见稿的内容与印记不符",
    ),
    "a seal over what is no report": (
        lambda world: Submission.objects.filter(number=1).update(
            content_json="{}", sha256=verifying.sha256("{}")
        ),
        "第1号报送件的内容与印记不符",
    ),
    "a number left out": (lambda world: Submission.objects.filter(number=3).update(number=7), "之前有缺号"),
    "an act that left no event": (
        lambda world: Report.objects.filter(version__gt=0).update(version=99),
        "办理次数与办理记录不一致",
    ),
    "a status set by hand": (
        lambda world: Report.objects.filter(version__gt=0).update(status=Status.DRAFT),
        "现在的状态与最后一次办理不一致",
    ),
    "a signature that is gone": (
        lambda world: Signature.objects.filter(round=2, issuer__startswith="中共").delete(),
        "没有签发登记",
    ),
    "public with nothing to read": (
        lambda world: Report.objects.filter(version__gt=0).update(public_state=PublicState.WITHHELD),
        "与公开件不一致",
    ),
    "two names at once": (
        lambda world: TownshipNaming.objects.create(
            township=world.townships[0], name="新名镇", valid_from=date(2020, 1, 1)
        ),
        "在时间上重叠",
    ),
    "an administrator who also writes": (
        lambda world: world.people["administrator"].posts.create(
            role=Role.DRAFTER, township=world.townships[0]
        ),
        "兼任新乡镇承办人",
    ),
    "a chain cut off": (lambda world: AuditChain.objects.update(last_sequence=99), "以后被截去"),
}


@pytest.mark.parametrize("name", ONE)
def test_one_breach_is_one_sentence(sound, name):
    breach, sentence = ONE[name]
    breach(sound)
    assert len(found()) == 1
    assert sentence in found()[0]


def test_rows_no_reader_comes_to_are_found(draft):
    first, second = (Entry.objects.get(heading=heading) for heading in "甲乙")
    Entry.objects.filter(pk=first.pk).update(parent=second)
    circle = found()
    assert sum("不在正文之内" in one for one in circle) == 2
    Entry.objects.filter(pk=first.pk).update(parent=Entry.objects.get(heading="丙"))
    assert sum("不在正文之内" in one for one in found()) == 2, "below a deleted row, both of them"


def test_a_parent_in_another_part_and_a_gap_are_found(draft):
    child = Entry.objects.get(heading="乙")
    other = draft.report.parts.get(kind="other")
    Entry.objects.filter(pk=child.pk).update(part=other, kind="other", position=2)
    assert any("不在同一部分" in one for one in found())
    assert any("次序有重复或者空缺" in one for one in found())
    Entry.objects.filter(pk=child.pk).update(part=Entry.objects.get(heading="甲").part, kind="measures")
    assert [one for one in found() if "条目" in one and "次序" in one]
    Entry.objects.filter(pk=child.pk).update(parent=None)
    assert [one for one in found() if "部分" in one and "次序" in one]


def test_an_event_behind_the_back_of_the_audit_is_found(sound):
    report, last = sound.report, sound.report.events.last()
    ReportEvent.objects.filter(pk=last.pk).update(from_status=Status.DRAFT)
    assert any("不衔接" in one for one in found())
    last.pk, last.from_version = None, report.version
    last.save()
    Report.objects.filter(pk=report.pk).update(version=report.version + 1)
    assert any("办理记录与审计记录的次数不一致" in one for one in found())


def test_a_report_without_issuers_has_no_signature(sound):
    Report.objects.filter(version__gt=0).update(issuers="")
    assert [one for one in found() if "发文机关没有签发登记" in one]


def test_a_historic_report_went_through_no_acts(sound):
    year = sound.year
    other = Report.objects.get(reporting_year=year, township=sound.townships[1])
    Report.objects.filter(pk=other.pk).update(origin="historic", version=5)
    assert found() == []
