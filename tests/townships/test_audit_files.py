"""The audit outside the database: it proves itself there, and finds what was cut off here."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection

from tests.factories import make_district, make_user
from townships import audit, clock
from townships.audit_files import NoAuditFile, prove_file
from townships.models import AuditChain, AuditEvent, District, Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def district() -> District:
    """Two chains: the district's with six rows, one a day from 1 to 6 March 2023; the installation's with one."""
    district = make_district()
    person = make_user("a", Role.AUDITOR, district)
    for day in range(1, 7):
        with clock.demo_clock(datetime(2023, 3, day, 1, tzinfo=UTC)):
            audit.append(
                district=district, action="sign_in", actor=person, detail={"第": day, "多": [1, "二"]}
            )
    audit.append(district=None, action="sign_in.failed", actor_name="某人")
    return district


def run(*arguments: str) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out, stderr=out)
    return out.getvalue()


def exported(folder: Path, *options: str) -> Path:
    path = folder / "audit.jsonl"
    run("audit_export", "-o", str(path), *options)
    return path


def kinds(path: Path) -> list[str]:
    return [json.loads(line)["kind"] for line in path.read_text("utf-8").splitlines()]


def cut_with_its_tip(district: District, keep: int) -> None:
    """The clever cut: the tip is edited along with it, so that the chain fits again."""
    chain = AuditChain.objects.get(district=district)
    seal = AuditEvent.objects.get(chain=chain, sequence=keep).hash
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM townships_auditevent WHERE chain_id = %s AND sequence > %s", [chain.pk, keep]
        )
    AuditChain.objects.filter(pk=chain.pk).update(last_sequence=keep, last_hash=seal)


# ------------------------------------------------------------------------- audit_verify


def test_chains_that_hold_are_told_with_their_last_seal(district: District) -> None:
    said = run("audit_verify")
    assert "万州区的审计记录：到第6行全部相符" in said
    assert AuditChain.objects.get(district=district).last_hash in said
    told = json.loads(run("audit_verify", "--json"))
    assert told["ok"] is True
    assert [(one["chain"], one["sequence"], one["first_bad"]) for one in told["chains"]] == [
        ("500101", 6, None),
        ("installation", 1, None),
    ]


def test_an_edited_chain_is_named_with_its_first_bad_row(district: District) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE townships_auditevent SET actor_name = '别人' WHERE sequence IN (3, 5)")
    out, err = StringIO(), StringIO()
    with pytest.raises(CommandError, match="1条审计链核验不符") as stopped:
        call_command("audit_verify", stdout=out, stderr=err)
    assert stopped.value.returncode == 1
    assert "万州区的审计记录：第3行与印记不符。" in err.getvalue()
    assert "本系统的审计记录：到第1行全部相符" in out.getvalue()
    with pytest.raises(CommandError):
        call_command("audit_verify", "--json", stdout=(out := StringIO()))
    assert json.loads(out.getvalue())["chains"][0]["first_bad"] == 3


def test_an_empty_installation_has_nothing_to_prove() -> None:
    assert "还没有审计记录" in run("audit_verify")


def test_a_database_that_cannot_be_read_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(anchors: Any) -> None:
        raise OperationalError("no such host: secret.example")

    monkeypatch.setattr("townships.management.commands.audit_verify.prove_all", broken)
    with pytest.raises(CommandError, match="数据库无法读取") as stopped:
        run("audit_verify")
    assert "secret.example" not in str(stopped.value)


# ------------------------------------------------------------------------- anchors


@pytest.mark.parametrize("option", [(), ("--anchors-only",)])
def test_an_anchor_kept_elsewhere_finds_a_cut_that_the_tip_hides(
    district: District, tmp_path: Path, option: tuple[str, ...]
) -> None:
    anchors = exported(tmp_path, *option)
    assert "全部相符" in run("audit_verify", "--anchor", str(anchors))
    cut_with_its_tip(district, keep=4)
    assert "万州区的审计记录：到第4行全部相符" in run("audit_verify")  # the control: without the anchor
    err = StringIO()
    with pytest.raises(CommandError):
        call_command("audit_verify", "--anchor", str(anchors), stdout=StringIO(), stderr=err)
    assert "万州区的审计记录：第5行以后被截去。" in err.getvalue()


def test_an_anchor_finds_a_history_written_anew(district: District, tmp_path: Path) -> None:
    """Cut, with the tip, and written on: as long as before, and every row proves itself."""
    anchors = exported(tmp_path, "--anchors-only")
    cut_with_its_tip(district, keep=4)
    for _ in range(2):
        audit.append(district=district, action="sign_out")
    assert "全部相符" in run("audit_verify")
    err = StringIO()
    with pytest.raises(CommandError):
        call_command("audit_verify", "--anchor", str(anchors), stdout=StringIO(), stderr=err)
    assert "第6行与登记的链尾不符" in err.getvalue()


def test_an_anchor_finds_a_chain_that_went_altogether(district: District, tmp_path: Path) -> None:
    anchors = exported(tmp_path, "--anchors-only")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM townships_auditevent")
        cursor.execute("DELETE FROM townships_auditchain")
    err = StringIO()
    with pytest.raises(CommandError, match="2条"):
        call_command("audit_verify", "--anchor", str(anchors), stdout=StringIO(), stderr=err)
    assert "500101的审计记录：整条链不见了" in err.getvalue()


def test_rows_written_after_the_anchor_are_no_fault(district: District, tmp_path: Path) -> None:
    anchors = exported(tmp_path)
    audit.append(district=district, action="sign_out")
    assert "到第7行全部相符" in run("audit_verify", "--anchor", str(anchors))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "里没有锚点"),
        ("何事\n", "第1行不是审计导出的内容"),
        ('{"kind": "other"}\n', "第1行不是审计导出的内容"),
        ("[]\n", "第1行不是审计导出的内容"),
        ('{"kind": "anchor", "chain": "500101"}\n', "缺少链名、序号或印记"),
    ],
)
def test_a_file_that_holds_no_anchor_is_refused(tmp_path: Path, content: str, sentence: str) -> None:
    path = tmp_path / "kept.jsonl"
    path.write_text(content, "utf-8")
    with pytest.raises(CommandError, match=f"没有核验：.*{sentence}"):
        run("audit_verify", "--anchor", str(path))


def test_a_file_that_is_not_there_or_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="无法读取"):
        run("audit_verify", "--anchor", str(tmp_path / "nowhere"))
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CommandError, match="没有核验"):
        run("audit_verify", "--file", str(tmp_path / "bytes"))


# ------------------------------------------------------------------------- audit_export


def test_an_export_proves_itself_without_the_database(
    district: District, tmp_path: Path, django_db_blocker: Any
) -> None:
    path = exported(tmp_path)
    assert kinds(path) == ["chain", *["row"] * 6, "chain", "row", "anchor", "anchor"]
    assert path.stat().st_mode & 0o777 == 0o600
    with django_db_blocker.block():
        assert "万州区的审计记录：到第6行全部相符" in run("audit_verify", "--file", str(path))


def test_the_export_is_a_row_of_the_audit(district: District, tmp_path: Path) -> None:
    said = json.loads(run("audit_export", "--json", "-o", str(tmp_path / "a.jsonl")))
    row = AuditEvent.objects.get(action="audit.exported")
    assert (str(row.chain), row.actor_name, row.words) == ("本系统", "命令行", "导出审计记录")
    assert (row.detail["lines"], row.detail["sha256"]) == (said["lines"], said["sha256"])
    assert said["lines"] == len((tmp_path / "a.jsonl").read_text("utf-8").splitlines())
    assert audit.first_bad_row(row.chain) is None


def test_without_a_file_the_lines_come_to_standard_output(
    district: District, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("audit_export")
    assert len([json.loads(line) for line in capsys.readouterr().out.splitlines()]) == 11


def test_one_districts_chain_and_only_from_a_day_on(district: District, tmp_path: Path) -> None:
    audit.append(district=make_district("500102", "涪陵区"), action="sign_in")
    path = exported(tmp_path, "--district", "500101", "--since", "2023-03-05")
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert [(row["kind"], row["chain"], row["sequence"]) for row in rows] == [
        ("chain", "500101", 4),
        ("row", "500101", 5),
        ("row", "500101", 6),
        ("anchor", "500101", 6),
    ]
    assert AuditEvent.objects.get(action="audit.exported").chain.district == district
    whole = tmp_path / "whole.jsonl"
    run("audit_export", "-o", str(whole))
    assert "到第6行全部相符" in run("audit_verify", "--file", str(path))
    anchored = run("audit_verify", "--file", str(whole), "--anchor", str(path))
    assert "到第7行全部相符" in anchored  # the whole one holds the row of the first export as well


def test_days_without_a_row_leave_the_anchor(district: District, tmp_path: Path) -> None:
    path = exported(tmp_path, "--district", "500101", "--since", "2030-01-01")
    assert kinds(path) == ["chain", "anchor"]
    assert "到第6行全部相符" in run("audit_verify", "--file", str(path))


def test_what_cannot_be_exported_is_a_sentence_and_leaves_no_file(district: District, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="没有代码为999999的区县"):
        exported(tmp_path, "--district", "999999")
    with pytest.raises(CommandError, match="无法写入"):
        run("audit_export", "-o", str(tmp_path / "no" / "folder"))
    path = exported(tmp_path)
    before = path.read_bytes()
    with pytest.raises(CommandError, match="文件已经存在"):
        exported(tmp_path)
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["audit.jsonl"]


def test_an_export_that_breaks_off_leaves_neither_a_file_nor_a_row(
    district: District, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreadable(chain: AuditChain, after: int = 0) -> None:
        raise audit.Broken(3, "第3行无法读取")

    monkeypatch.setattr("townships.audit_files.rows", unreadable)
    with pytest.raises(CommandError, match="没有导出：第3行无法读取"):
        exported(tmp_path)
    assert list(tmp_path.iterdir()) == []
    assert not AuditEvent.objects.filter(action="audit.exported").exists()


# ------------------------------------------------------------------------- an export that was touched


def edit_row(lines: list[dict[str, Any]]) -> None:
    lines[3]["detail"]["第"] = 99


def drop_row(lines: list[dict[str, Any]]) -> None:
    del lines[3]


def spoil_time(lines: list[dict[str, Any]]) -> None:
    lines[3]["at"] = "yesterday"


def lose_field(lines: list[dict[str, Any]]) -> None:
    del lines[3]["subject"]


def cut_short(lines: list[dict[str, Any]]) -> None:
    del lines[4:]


def drop_last_row(lines: list[dict[str, Any]]) -> None:
    del lines[6]


def forge_anchor(lines: list[dict[str, Any]]) -> None:
    lines[-2]["hash"] = "f" * 64


def lose_anchor(lines: list[dict[str, Any]]) -> None:
    del lines[-2]


@pytest.mark.parametrize(
    ("touch", "named"),
    [
        (edit_row, "第3行与印记不符"),
        (drop_row, "第3行不见了"),
        (spoil_time, "第3行无法读取"),
        (lose_field, "第3行无法读取"),
        (cut_short, "文件不完整，末尾的锚点不见了"),
        (drop_last_row, "第6行以后被截去"),
        (forge_anchor, "第6行与登记的链尾不符"),
        (lose_anchor, "文件不完整，末尾的锚点不见了"),
    ],
)
def test_an_export_that_was_touched_is_found(
    district: District, tmp_path: Path, touch: Callable[[list[dict[str, Any]]], None], named: str
) -> None:
    path = exported(tmp_path)
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    touch(lines)
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    proofs = {proof.tip.chain: proof for proof in prove_file(path)}
    assert proofs["500101"].broken and proofs["500101"].broken.words == named


def test_rows_without_their_chain_are_no_export(district: District, tmp_path: Path) -> None:
    path = exported(tmp_path)
    path.write_text("".join(path.read_text("utf-8").splitlines(keepends=True)[1:]), "utf-8")
    with pytest.raises(NoAuditFile, match="缺少500101一链的开头"):
        list(prove_file(path))
    path.write_text("", "utf-8")
    with pytest.raises(NoAuditFile, match="里没有审计记录"):
        list(prove_file(path))
