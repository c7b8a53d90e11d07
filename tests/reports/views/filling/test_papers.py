"""Printable papers and the record: the document as it will look, the signing sheet, receipts, the history."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from reports import saving
from reports.enums import Act, Status
from reports.models import Report
from tests.factories import World, report_at
from tests.reports.views.filling.conftest import address, part_of, text_of


@pytest.fixture
def drafter(as_: Any) -> Client:
    return as_("drafter")


def test_the_preview_is_the_document(drafter: Client, draft: Report) -> None:
    page = text_of(drafter.get(address(draft, "preview/")))
    assert "一、2022年推进法治政府建设的主要举措和成效" in page
    assert "（一）强化工作" in page
    assert "<textarea" not in page


def test_the_signing_sheet_has_a_place_for_every_issuer(drafter: Client, world: World) -> None:
    report = world.report
    naming = report.township.namings.get()
    saving.save_header(
        report.pk,
        by=world.people["drafter"],
        revision=report.header_revision,
        values={"issuers": f"{naming.party_name}\n{naming.government_name}"},
    )
    page = text_of(drafter.get(address(report, "signing-sheet/")))
    assert page.index("党委书记") < page.index("镇长")
    assert "签名：" in page
    assert "承办人甲" in page


def test_the_signing_sheet_prints_what_was_registered(drafter: Client, world: World) -> None:
    report = report_at(world, Status.SIGNED)
    page = text_of(drafter.get(address(report, "signing-sheet/")))
    assert "谭勇" in page
    assert "同意" in page
    assert "签名：" not in page


def test_the_receipt_names_number_time_and_seal(drafter: Client, world: World) -> None:
    report = report_at(world, Status.SUBMITTED)
    frozen = report.latest_submission()
    page = text_of(drafter.get(address(report, f"receipts/{frozen.number}/")))
    for text in (frozen.receipt, frozen.sha256, "新乡府文〔2023〕3号", "区委、区政府", "核稿人甲"):
        assert text in page
    assert f'href="{address(report, f"receipts/{frozen.number}/")}"' in text_of(drafter.get(address(report)))


@pytest.mark.parametrize("number", ["7", "0", "9" * 30])
def test_a_receipt_that_never_was_is_404(drafter: Client, draft: Report, number: str) -> None:
    assert drafter.get(address(draft, f"receipts/{number}/")).status_code == 404


def test_a_recalled_submission_says_so_on_its_receipt(drafter: Client, world: World) -> None:
    report = report_at(world, Status.REVIEWING)
    world.act(Act.RECALL, "drafter")
    assert "撤回" in text_of(drafter.get(address(report, "receipts/1/")))


def test_the_history_tells_acts_and_every_text(drafter: Client, draft: Report, world: World) -> None:
    row = part_of(draft, "measures").entries.get()
    saving.save_entry(draft.pk, row.pk, by=world.people["drafter"], revision=1, values={"body": "第二稿的话"})
    world.act(Act.REQUEST_PREVIEW, "drafter")
    page = text_of(drafter.get(address(draft, "history/")))
    assert "送区预审" in page
    assert "第二稿的话" in page
    assert "调解矛盾纠纷36件" in page  # the text before
    assert "承办人甲" in page


def test_the_history_before_anything_happened_says_what_will_be_there(drafter: Client, world: World) -> None:
    page = text_of(drafter.get(address(world.report, "history/")))
    assert "还没有办理记录" in page
    assert "还没有改动" in page


def test_the_history_asks_the_database_as_often_for_many_changes(
    drafter: Client, draft: Report, world: World, constant_queries: Any
) -> None:
    row = part_of(draft, "measures").entries.get()

    def grow() -> None:
        for revision in range(1, 15):
            values = {"body": f"第{revision}稿"}
            saving.save_entry(draft.pk, row.pk, by=world.people["checker"], revision=revision, values=values)

    assert constant_queries(lambda: drafter.get(address(draft, "history/")), grow) <= 12
