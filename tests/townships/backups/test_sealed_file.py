"""A bit turned anywhere, a byte missing or too many: found. And a seal alone is not believed either."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from tests.townships.backups.conftest import rewrite
from townships.backups import archive, checking, making
from townships.backups.archive import MANIFEST
from townships.backups.faults import BackupFault, Damaged, NotDone

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def backup(world: Any, keep: Callable[..., Any], tmp_path: Path) -> Path:
    """A backup with rows and one file of 40 kB."""
    keep("a/报告.docx", random.Random(1).randbytes(40_000))
    making.make(tmp_path / "b")
    return tmp_path / "b"


def turned(path: Path, position: int, bit: int) -> None:
    content = bytearray(path.read_bytes())
    content[position] ^= 1 << bit
    path.write_bytes(content)


def found(path: Path, positions: list[int]) -> int:
    """In how many places a turned bit is found."""
    count, chance = 0, random.Random(len(positions))
    for position in positions:
        bit = chance.randrange(8)
        turned(path, position, bit)
        try:
            checking.check(path)
        except BackupFault:
            count += 1
        turned(path, position, bit)
    return count


def anywhere(path: Path, number: int, seed: int) -> list[int]:
    """The first and the last bytes, every kind of the zip's own headers, and random places between."""
    content, chance = path.read_bytes(), random.Random(seed)
    size = len(content)
    fixed = [0, 10, size - 1, size - 64, size - 65, size - 71, size - 72, content.index(b"PK\1\2") + 12]
    return fixed + [chance.randrange(size) for _ in range(number - len(fixed))]


def test_a_bit_turned_anywhere_is_found_50_of_50(backup: Path) -> None:
    assert found(backup, anywhere(backup, 50, 0)) == 50
    checking.check(backup)


@pytest.mark.deep
def test_a_bit_turned_anywhere_is_found_500_of_500(backup: Path) -> None:
    assert found(backup, anywhere(backup, 500, 1)) == 500


def test_control_without_the_seal_a_bit_goes_unseen(backup: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The zip's own checksums cover its members' bytes and nothing else."""
    monkeypatch.setattr(archive, "_proved_seal", lambda file, progress: "")
    assert found(backup, anywhere(backup, 50, 0)) < 50


@pytest.mark.parametrize("cut", [-1, -71, -72, -5000, 1, 0])
def test_what_was_cut_short_is_not_whole(backup: Path, cut: int) -> None:
    backup.write_bytes(backup.read_bytes()[:cut])
    with pytest.raises(Damaged, match="不完整"):
        checking.check(backup)


def test_a_byte_too_many_is_found(backup: Path) -> None:
    backup.write_bytes(backup.read_bytes() + b"\n")
    with pytest.raises(Damaged, match="不完整"):
        checking.check(backup)


def sealed(path: Path, content: bytes) -> None:
    path.write_bytes(content + b"sha256:" + hashlib.sha256(content).hexdigest().encode())


def test_a_sealed_file_that_is_no_zip_is_not_believed(tmp_path: Path) -> None:
    sealed(tmp_path / "b", b"something else" * 100)
    with pytest.raises(Damaged, match="目录无法读取"):
        checking.check(tmp_path / "b")


def changed_manifest(path: Path, change: Callable[[dict[str, Any]], object]) -> None:
    with archive.opened(path, lambda words: None) as (source, _, _):
        manifest = json.loads(source.read(MANIFEST))
    change(manifest)
    rewrite(path, **{MANIFEST: json.dumps(manifest).encode()})


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ({MANIFEST: None}, "目录无法读取"),
        ({MANIFEST: b"{"}, "目录无法读取"),
        ({MANIFEST: b"[]"}, "目录无法读取"),
        ({MANIFEST: b'{"format": 1}'}, "目录无法读取"),
        ({"files/a/报告.docx": None}, "与目录不一致"),
        ({"files/b": b"x"}, "与目录不一致"),
        ({"files/a/报告.docx": b"x"}, "文件a/报告.docx与目录不一致"),
        ({"tables/townships.district.jsonl": b""}, "townships.district的行与目录不一致"),
        ({"tables/townships.district.jsonl": b"{]\n"}, "内容无法读取"),
    ],
)
def test_a_sealed_file_that_contradicts_itself_is_found(
    backup: Path, members: dict[str, bytes | None], words: str
) -> None:
    rewrite(backup, **members)
    with pytest.raises(Damaged, match=words):
        checking.check(backup)


def test_a_file_of_a_later_program_is_named_as_that(backup: Path) -> None:
    changed_manifest(backup, lambda manifest: manifest.update(format=2, program="9.0"))
    with pytest.raises(NotDone, match=r"较新版本（9\.0）"):
        checking.check(backup)


# ------------------------------------------------------------------------- the command


def test_the_command_says_it_in_one_sentence(backup: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("verify_backup", backup)
    assert capsys.readouterr().out.startswith("备份完好：")
    turned(backup, 100, 0)
    with pytest.raises(SystemExit) as ended:
        call_command("verify_backup", backup)
    assert ended.value.code == 1
    assert capsys.readouterr().err.count("\n") == 1
    with pytest.raises(SystemExit) as ended:
        call_command("verify_backup", backup.with_name("nowhere"))
    assert ended.value.code == 2
    assert "无法打开文件" in capsys.readouterr().err


def test_another_program_gets_json(backup: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("verify_backup", backup, "--json")
    answer = json.loads(capsys.readouterr().out)
    assert answer["whole"] is True and answer["files"] == 1 and answer["tables"]["townships.district"] == 2
    turned(backup, 100, 0)
    for file, code in ((backup, 1), (backup.with_name("nowhere"), 2)):
        with pytest.raises(SystemExit) as ended:
            call_command("verify_backup", file, "--json")
        assert ended.value.code == code
        answer = json.loads(capsys.readouterr().out)
        assert answer["whole"] is False and answer["sentence"].endswith("。")
