"""A report as a file: by the command, for a person; whatever leaves the database is recorded."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command

from reports import exporting
from reports.content import from_json, to_json
from reports.enums import Status
from reports.exports.docx import Layout, to_docx
from tests.factories import World, fill, report_at
from tests.reports.exports.papers import joint
from tests.samples.make_docx import HERE
from townships.models import AuditEvent


@pytest.fixture
def asked(capfdbinary: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """``asked(...)``: the command's exit status, standard output and error."""

    def ask(*arguments: str) -> tuple[int, bytes, str]:
        code = 0
        try:
            call_command("export_report", *arguments)
        except SystemExit as ended:
            code = int(ended.code or 0)
        out, err = capfdbinary.readouterr()
        return code, out, err.decode()

    return ask


def exported() -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(action="report.exported").order_by("sequence"))


# --------------------------------------------------------------------------- from a file


@pytest.mark.parametrize("form", exporting.FORMATS)
def test_a_canonical_file_is_written_in_every_format(asked: Any, tmp_path: Path, form: str) -> None:
    source, out = tmp_path / "报告.json", tmp_path / f"out.{form}"
    source.write_text(to_json(joint()), "utf-8")
    assert asked(str(source), "--format", form, "-o", str(out)) == (0, b"", "")
    assert out.read_bytes() == exporting.written(joint(), form)


def test_without_a_place_it_goes_to_standard_output(asked: Any, tmp_path: Path) -> None:
    source = tmp_path / "报告.json"
    source.write_text(to_json(joint()), "utf-8")
    assert asked(str(source), "--consultation")[1] == to_docx(joint(), Layout.CONSULTATION)
    assert from_json(asked(str(source), "--format", "json")[1].decode()) == joint()


def test_whatever_the_importer_reads_can_be_written(asked: Any) -> None:
    code, out, _ = asked(str(HERE / "xinxiang-2022.docx"), "--format", "html")
    assert code == 0
    assert "（一）加强法治政府建设" in out.decode()


def test_the_page_needs_nothing_else() -> None:
    text = exporting.written(joint(), "html").decode()
    assert not re.search(r"<script|<link|src=|https?://|@import|url\(", text)
    assert "<title>中共重庆市万州区新乡镇委员会重庆市" in text
    assert "原因：</b>编制少。" in text
    assert ".doc__title" in text


@pytest.mark.parametrize(
    ("name", "content", "arguments"),
    [
        ("没有.json", None, ()),
        ("坏.json", b"{", ()),
        ("坏.json", b"\xff\xfe", ()),
        ("空.docx", b"", ()),
        ("好.json", b"", ("--format", "pdf")),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_exit_2(
    asked: Any, tmp_path: Path, name: str, content: bytes | None, arguments: tuple[str, ...]
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    code, out, err = asked(str(path), *arguments)
    assert (code, out) == (2, b"")
    assert err.strip().endswith("。")
    assert len(err.strip().splitlines()) == 1


def test_a_place_that_cannot_be_written_is_named(asked: Any, tmp_path: Path) -> None:
    source = tmp_path / "报告.json"
    source.write_text(to_json(joint()), "utf-8")
    code, _, err = asked(str(source), "-o", str(tmp_path / "没有" / "out.docx"))
    assert code == 2
    assert "无法写入“out.docx”" in err


# --------------------------------------------------------------------------- from the database


def test_a_report_not_filed_yet_is_exported_as_it_is_written(asked: Any, world: World) -> None:
    report = fill(world, "起草的文字")
    assert asked(str(report.pk))[1] == to_docx(report.content())
    [event] = exported()
    assert event.chain.district == world.district
    assert (event.actor_name, event.subject, event.words) == ("命令行", f"report:{report.pk}", "导出报告")
    assert event.detail["submission"] is None


def test_a_filed_report_is_exported_as_it_was_filed(asked: Any, world: World) -> None:
    report = report_at(world, Status.SUBMITTED)
    frozen = report.latest_submission()
    assert asked(str(report.pk), "--format", "json")[1].decode() == frozen.content_json
    assert exported()[0].detail == {
        "format": "json",
        "copy": "filing",
        "submission": frozen.number,
        "content_version": report.content_version,
    }
    assert asked(str(report.pk), "--draft")[1] == to_docx(report.content())


def test_an_unknown_id_is_one_sentence(asked: Any, db: None) -> None:
    code, out, err = asked(str(uuid4()))
    assert (code, out) == (2, b"")
    assert "没有编号为" in err
    assert exported() == []


def test_what_cannot_be_recorded_is_not_handed_out(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(**row: Any) -> None:
        raise OSError("the chain cannot be written")

    monkeypatch.setattr("reports.exporting.audit.append", fails)
    with pytest.raises(OSError, match="chain"):
        exporting.export(world.report, "docx", by=world.people["drafter"])


def test_the_file_is_named_as_a_clerk_would(world: World) -> None:
    assert exporting.file_name(world.report, "docx") == "新乡镇2022年法治政府建设年度报告.docx"
