"""``manage.py parse_report``: the neutral form, the outline for a person, and exit 2 with one sentence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.samples.make_docx import HERE


def test_json_is_the_neutral_form(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("parse_report", str(HERE / "xinxiang-2022.txt"), "--json")
    made = json.loads(capsys.readouterr().out)
    gold = json.loads((HERE / "xinxiang-2022.gold.json").read_text(encoding="utf-8"))
    assert made["parts"] == gold["parts"]
    assert made["title"] == gold["title"]


def test_without_json_a_person_reads_outline_repairs_leftovers_and_the_account(
    capsys: pytest.CaptureFixture[str],
) -> None:
    call_command("parse_report", str(HERE / "xinxiang-2022.docx"))
    out = capsys.readouterr().out
    assert "标题：重庆市万州区新乡镇人民政府关于2022年度法治政府建设情况的报告" in out
    assert "二、2022年党政主要负责人履行推进法治建设第一责任人职责" in out
    assert "修复　全文：文中有修订痕迹" in out
    assert "未入正文　新乡镇党政办公室" in out
    assert out.rstrip().endswith("遗漏0字。")
    call_command("parse_report", str(HERE / "xinxiang-2022.txt"))
    assert capsys.readouterr().out.rstrip().endswith("原文3590字，已全部归位，遗漏0字。")


@pytest.mark.parametrize("content", [b"", None])
def test_a_file_that_cannot_be_read_is_one_sentence_and_exit_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None
) -> None:
    path = tmp_path / "报告.docx"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SystemExit) as ended:
        call_command("parse_report", str(path))
    assert ended.value.code == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.strip().endswith("。")
    assert len(captured.err.strip().splitlines()) == 1
