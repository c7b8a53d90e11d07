"""A backup is of one moment while others write, and its name stands for a whole file or for none."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection

from townships.backups import archive, checking, engine, making
from townships.backups.faults import BackupFault, Damaged, NotDone
from townships.models import AuditEvent, District, TownshipNaming

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    where = tmp_path / "backups"
    where.mkdir()
    return where


# ------------------------------------------------------------------------- one moment


def write_meanwhile(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """When the first table has been read, somebody else renames a district and its townships in one transaction."""
    done: list[bool] = []
    real = making.lines

    def renaming() -> None:
        try:
            District.objects.update(name="新区")
            TownshipNaming.objects.update(name="新镇")
            done.append(True)
        except DatabaseError:
            done.append(False)
        finally:
            connection.close()

    def lines(model: Any) -> Iterator[bytes]:
        yield from real(model)
        if model is District:
            hand = threading.Thread(target=renaming)
            hand.start()
            hand.join()

    monkeypatch.setattr(making, "lines", lines)
    return done


def names_in(path: Path) -> set[str]:
    with archive.opened(path, lambda words: None) as (source, _, _):
        text = source.read("tables/townships.district.jsonl") + source.read(
            "tables/townships.townshipnaming.jsonl"
        )
    return {name for name in ("新区", "新镇") if name in text.decode()}


def test_a_backup_shows_one_moment_and_holds_nobody_up(
    world: Any, folder: Path, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = write_meanwhile(monkeypatch)
    making.make(folder / "b")
    assert done == [True]
    assert names_in(folder / "b") == set()
    making.make(folder / "later")
    assert names_in(folder / "later") == {"新区", "新镇"}


def test_control_without_the_snapshot_two_moments_are_mixed(
    world: Any, folder: Path, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_meanwhile(monkeypatch)
    monkeypatch.setattr(making, "snapshot", nullcontext)
    making.make(folder / "b")
    assert names_in(folder / "b") == {"新镇"}


def test_the_command_says_what_was_made(
    world: Any, folder: Path, media: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("backup", folder / "b")
    said = capsys.readouterr()
    assert said.out.startswith(f"备份完成：{folder / 'b'}，") and said.out.count("\n") == 1 and not said.err


def test_a_file_named_and_gone_is_told_and_the_rest_is_kept(
    keep: Callable[..., Any], folder: Path, media: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("gone", "changed", "sound"):
        keep(name, name.encode())
    (media / "gone").unlink()
    (media / "changed").write_bytes(b"CHANGED")
    (media / "stranger").write_bytes(b"")
    with pytest.raises(SystemExit) as ended:
        call_command("backup", folder / "b")
    assert ended.value.code == 1
    said = capsys.readouterr()
    assert "备份完成" in said.out and "有2个文件" in said.err
    manifest, _ = checking.check(folder / "b")
    assert manifest.faulty == ["changed", "gone"]
    assert sorted(manifest.files) == ["changed", "sound"]


# ------------------------------------------------------------------------- whole or nothing


class FullDisk:
    """A file on a disk that has room for so many bytes."""

    def __init__(self, file: Any, room: int) -> None:
        self._file, self._room = file, room

    def write(self, content: Any) -> int:
        self._room -= len(content)
        if self._room < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return int(self._file.write(content))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def __enter__(self) -> FullDisk:
        return self

    def __exit__(self, *raised: object) -> None:
        self._file.close()


@pytest.fixture
def full_after(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    real = os.fdopen

    def arrange(room: int) -> None:
        monkeypatch.setattr(archive.os, "fdopen", lambda *how: FullDisk(real(*how), room))

    return arrange


@pytest.mark.parametrize("room", [0, 700, 5000, -100, -30])
def test_a_full_disk_leaves_no_file_and_a_sentence(
    room: int,
    world: Any,
    folder: Path,
    media: Path,
    full_after: Callable[[int], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """At the first byte, within the tables, within the zip's directory, within the seal."""
    making.make(folder / "whole")
    size = (folder / "whole").stat().st_size
    full_after(room if room >= 0 else size + room)
    with pytest.raises(SystemExit) as ended:
        call_command("backup", folder / "b")
    assert ended.value.code == 2
    assert "备份没有完成" in capsys.readouterr().err
    assert [path.name for path in folder.iterdir()] == ["whole"]
    assert AuditEvent.objects.filter(action="backup.made").count() == 1


@contextmanager
def in_place(path: Path) -> Iterator[Any]:
    """What writing would be without its care: straight to the name."""
    with path.open("w+b") as file, archive.ZipFile(FullDisk(file, 5000), "w") as target:  # type: ignore[arg-type]
        yield target


def test_control_written_to_its_name_half_a_file_stays(
    world: Any, folder: Path, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the seal is the second protection: it is seen to be half."""
    monkeypatch.setattr(archive, "writing", in_place)
    with pytest.raises(NotDone):
        making.make(folder / "b")
    assert (folder / "b").exists()
    with pytest.raises(Damaged, match="不完整"):
        checking.check(folder / "b")


def test_the_bytes_are_on_the_disk_before_the_name_and_the_name_before_the_end(
    world: Any, folder: Path, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    sync, replace = os.fsync, Path.replace

    def fsync(descriptor: int) -> None:
        where = Path(os.readlink(f"/proc/self/fd/{descriptor}"))
        order.append("folder" if where == folder else where.suffix)
        sync(descriptor)

    def renamed(old: Path, new: Path) -> Path:
        order.append("name")
        return replace(old, new)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(Path, "replace", renamed)
    making.make(folder / "b")
    assert order == [".partial", "name", "folder"]


def test_a_file_that_is_there_already_stays_as_it_is(
    world: Any, folder: Path, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "b").write_bytes(b"mine")
    with pytest.raises(NotDone, match="已经存在"):
        making.make(folder / "b")
    monkeypatch.setattr(making, "_may_lie", lambda path: None)  # it came while the backup ran
    with pytest.raises(NotDone, match="已经存在"):
        making.make(folder / "b")
    assert [(path.name, path.read_bytes()) for path in folder.iterdir()] == [("b", b"mine")]


@pytest.mark.parametrize("root", ["MEDIA_ROOT", "PUBLIC_ROOT", "STATIC_ROOT"])
def test_no_backup_where_the_public_or_the_next_backup_would_find_it(root: str, db: None) -> None:
    with pytest.raises(NotDone, match=root):
        making.make(Path(getattr(settings, root)) / "b")


def test_no_backup_into_a_folder_that_is_not_there(folder: Path) -> None:
    with pytest.raises(NotDone, match="不存在"):
        making.make(folder / "nowhere" / "b")


def test_a_database_that_is_away_is_told_in_a_sentence(
    folder: Path, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> None:
        raise DatabaseError("server closed the connection\nunexpectedly")

    monkeypatch.setattr(making, "applied", away)
    with pytest.raises(BackupFault, match="server closed the connection）"):
        making.make(folder / "b")
    assert list(folder.iterdir()) == []


def test_a_whole_backup_stays_when_the_end_cannot_be_told(
    world: Any, folder: Path, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell = making._tell

    def only_the_beginning(action: str, detail: dict[str, object]) -> None:
        if action == "backup.made":
            raise DatabaseError("away")
        tell(action, detail)

    monkeypatch.setattr(making, "_tell", only_the_beginning)
    making.make(folder / "b")
    checking.check(folder / "b")


def test_a_terminal_sees_how_far_it_has_come(
    keep: Callable[..., Any], leaf: Any, folder: Path, media: Path
) -> None:
    keep("a", b"a")
    leaf.objects.bulk_create([leaf(name="x") for _ in range(1000)])
    seen: list[str] = []
    making.make(folder / "b", seen.append)
    checking.check(folder / "b", seen.append)
    assert "正在备份：townships.leaf 1000行" in seen
    assert "正在备份文件：1/1" in seen
    assert "正在核对印记：100%" in seen


def test_the_mode_of_the_connection_is_as_before(db: None) -> None:
    before = getattr(connection, "transaction_mode", None)
    with engine.snapshot():
        pass
    assert getattr(connection, "transaction_mode", None) == before
