"""Into an empty place or not at all; all of it or nothing; and whoever refuses says what was kept."""

from __future__ import annotations

import errno
import hashlib
import json
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder

from tests.factories import make_district
from tests.townships.backups.conftest import rewrite
from tests.townships.backups.places import Place, Places, at, files, rows
from townships.backups import files as backup_files
from townships.backups import making, restoring, tables
from townships.backups.archive import MANIFEST
from townships.backups.faults import BackupFault, Damaged, NotDone

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def backup(world: Any, keep: Callable[..., Any], tmp_path: Path) -> Path:
    for name in ("a/b/报告.docx", "c.pdf"):
        keep(name, name.encode() * 100)
    making.make(tmp_path / "b")
    return tmp_path / "b"


@pytest.fixture
def place(leaf: Any, places: Places) -> Place:
    """An empty place on the engine of this run."""
    return places.empty(connection.vendor)


def is_empty(place: Place) -> bool:
    with at(place):
        return not restoring.holds_rows() and files(place.files) == {}


# ------------------------------------------------------------------------- what is refused


def test_a_database_with_data_keeps_it(backup: Path, place: Place) -> None:
    with at(place):
        make_district("500199", "别的区")
        before = rows()
        with pytest.raises(NotDone, match="数据库里已有数据，没有恢复，原有数据没有改动"):
            restoring.restore(backup)
        assert rows() == before


def test_a_folder_with_files_keeps_them(backup: Path, place: Place) -> None:
    place.files.mkdir(parents=True)
    (place.files / "mine").write_bytes(b"mine")
    with at(place), pytest.raises(NotDone, match="已有文件，没有恢复，原有文件没有改动"):
        restoring.restore(backup)
    assert files(place.files) == {"mine": b"mine"}


def test_an_empty_folder_of_the_disk_itself_is_empty(backup: Path, place: Place) -> None:
    (place.files / "lost+found").mkdir(parents=True)
    with at(place):
        restoring.restore(backup)


def test_a_damaged_file_is_refused_before_anything_is_touched(backup: Path, place: Place) -> None:
    content = bytearray(backup.read_bytes())
    content[len(content) // 2] ^= 1
    backup.write_bytes(content)
    with at(place), pytest.raises(Damaged, match="已经损坏"):
        restoring.restore(backup)
    assert is_empty(place) and not place.files.exists()


def changed(backup: Path, change: Callable[[dict[str, Any]], object]) -> None:
    with ZipFile(backup) as source:
        manifest = json.loads(source.read(MANIFEST))
    change(manifest)
    rewrite(backup, **{MANIFEST: json.dumps(manifest).encode()})


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda manifest: manifest.update(format=2), "较新版本"),
        (lambda manifest: manifest["migrations"]["townships"].append("0999_later"), "比本程序新"),
        (lambda manifest: manifest["migrations"]["townships"].pop(), "请用制作备份时的程序恢复，然后升级"),
        (lambda manifest: manifest["tables"]["townships.user"]["columns"].pop(), "请用制作备份时的程序"),
    ],
)
def test_another_state_of_the_tables_is_refused(
    backup: Path, place: Place, change: Callable[[dict[str, Any]], object], words: str
) -> None:
    changed(backup, change)
    with at(place), pytest.raises(NotDone, match=words):
        restoring.restore(backup)
    assert is_empty(place)


def test_a_database_not_migrated_to_the_end_is_told_so(backup: Path, place: Place) -> None:
    with at(place):
        MigrationRecorder(connection).record_unapplied("reports", "0001_initial")
        with pytest.raises(NotDone, match=r"请先运行 manage\.py migrate"):
            restoring.restore(backup)


def test_a_name_that_leads_out_of_the_folder_is_not_written(backup: Path, place: Place) -> None:
    changed(backup, lambda m: m["files"].update({"../out": hashlib.sha256(b"x").hexdigest()}))
    rewrite(backup, **{"files/../out": b"x"})
    with at(place), pytest.raises(Damaged, match="不在存放文件的文件夹之内"):
        restoring.restore(backup)
    assert is_empty(place) and not (place.files.parent / "out").exists()


# ------------------------------------------------------------------------- all or nothing


def fail_at(monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, error: Exception, turn: int = 1) -> None:
    real, left = getattr(owner, name), [turn]

    def failing(*args: Any, **kwargs: Any) -> Any:
        left[0] -= 1
        if left[0] == 0:
            raise error
        return real(*args, **kwargs)

    monkeypatch.setattr(owner, name, failing)


FULL = OSError(errno.ENOSPC, "No space left on device")
FAULTS = [
    (backup_files, "write", FULL, 2),
    (backup_files, "settle", FULL, 1),
    (restoring, "load", DatabaseError("disk full"), 7),
    (restoring, "continue_numbering", DatabaseError("away"), 1),
    (restoring.audit, "append", DatabaseError("away"), 1),
]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: str(fault[1]))
def test_whatever_fails_the_place_stays_empty_and_the_next_try_succeeds(
    fault: Any, backup: Path, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    with at(place):
        with monkeypatch.context() as patch:
            fail_at(patch, *fault)
            with pytest.raises(NotDone, match="已全部撤回，这里仍然是空的，备份没有改动"):
                restoring.restore(backup)
        assert is_empty(place)
        restoring.restore(backup)
        call_command("verify_files")


def test_control_without_one_transaction_half_of_it_stays(
    backup: Path, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(restoring, "alone", lambda models: nullcontext())
    fail_at(monkeypatch, restoring, "load", DatabaseError("disk full"), 7)
    with at(place):
        with pytest.raises(NotDone):
            restoring.restore(backup)
        assert restoring.holds_rows()


def test_a_row_that_points_nowhere_undoes_everything(backup: Path, place: Place) -> None:
    """The foreign keys are asked at the end, whatever the order of the tables."""
    empty = tables.Account()
    for label in ("townships.township", "townships.townshipnaming"):
        rewrite(backup, **{f"tables/{label}.jsonl": b""})
        changed(backup, lambda m, label=label: m["tables"][label].update(rows=0, digest=empty.digest))
    with at(place), pytest.raises(NotDone, match="已全部撤回"):
        restoring.restore(backup)
    assert is_empty(place)


def test_rows_that_do_not_read_back_as_they_were_undo_everything(
    backup: Path, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = tables._value
    monkeypatch.setattr(
        tables, "_value", lambda field, value: "X" if value == "承办人甲" else real(field, value)
    )
    with at(place), pytest.raises(NotDone, match=r"townships\.user写入后与备份不一致"):
        restoring.restore(backup)
    assert is_empty(place)


def test_rows_that_came_in_meanwhile_are_not_mixed_with_the_backup(
    backup: Path, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = restoring._write_files

    def slowly(*args: Any) -> None:
        real(*args)
        make_district("500199", "别的区")

    monkeypatch.setattr(restoring, "_write_files", slowly)
    with at(place):
        with pytest.raises(NotDone, match="恢复期间有人写入了数据库"):
            restoring.restore(backup)
        assert rows()["townships.user"] == []
        # Somebody's rows are there: whose the files are cannot be said, so they stay, under the marker.
        assert backup_files.MARKER in files(place.files)


def test_a_restore_that_was_killed_is_begun_anew(backup: Path, place: Place) -> None:
    """What it leaves: files, the marker among them, and no row."""
    (place.files / "a").mkdir(parents=True)
    for name in ("a/half", "half", backup_files.MARKER):
        (place.files / name).write_bytes(b"")
    with at(place):
        assert "上一次恢复没有走完" in next(backup_files.faults(lambda words: None))
        restoring.restore(backup)
        call_command("verify_files")
    assert sorted(files(place.files)) == ["a/b/报告.docx", "c.pdf"]


# ------------------------------------------------------------------------- the command


def test_without_yes_nothing_is_written(
    backup: Path, place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    with at(place), pytest.raises(SystemExit) as ended:
        call_command("restore", backup)
    assert ended.value.code == 2
    assert "确认恢复请加 --yes" in capsys.readouterr().err
    assert is_empty(place)


def test_with_yes_it_tells_what_was_done(
    backup: Path, place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    with at(place):
        call_command("restore", backup, "--yes")
        assert f"2个文件，已逐行核对；文件在{settings.MEDIA_ROOT}" in capsys.readouterr().out
        with pytest.raises(SystemExit) as ended:
            call_command("restore", backup, "--yes")
    assert ended.value.code == 2
    assert capsys.readouterr().err == "数据库里已有数据，没有恢复，原有数据没有改动。请在空的数据库里恢复。\n"


def test_files_that_were_damaged_before_the_backup_are_told_again(
    keep: Callable[..., Any], media: Path, place: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keep("gone", b"x")
    (media / "gone").unlink()
    making.make(tmp_path / "b")
    with at(place), pytest.raises(SystemExit) as ended:
        call_command("restore", tmp_path / "b", "--yes")
    assert ended.value.code == 1
    assert "备份时已有1个文件不见了" in capsys.readouterr().err


def test_a_database_that_is_away_is_told_in_a_sentence(
    backup: Path, place: Place, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fail_at(monkeypatch, restoring, "applied", DatabaseError("could not connect\nmore"))
    with at(place), pytest.raises(SystemExit) as ended:
        call_command("restore", backup, "--yes")
    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith("数据库不能使用（could not connect），没有执行")


def test_a_database_that_cannot_say_it_is_empty_keeps_the_files_and_the_marker(
    backup: Path, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A connection lost at COMMIT: the rows may be there, and then they need their files."""
    with at(place):
        with monkeypatch.context() as patch:
            fail_at(patch, restoring, "load", DatabaseError("away"))
            fail_at(patch, restoring, "holds_rows", DatabaseError("away"), turn=3)
            with pytest.raises(BackupFault):
                restoring.restore(backup)
        assert backup_files.MARKER in files(place.files)
        restoring.restore(backup)
