"""The files that rows name, below MEDIA_ROOT.

How a model keeps a file: a ``FileField`` and beside it a ``CharField(max_length=64)`` called ``<field>_sha256``,
the SHA-256 in hex of its bytes (a system check asks for it). The file is on the disk before its row is committed,
under a name no file ever had; it is never written again, and never removed together with its row, for a backup may
be reading it. So the rows are the truth, and a backup is: the rows of one moment, then the files they name.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.exceptions import SuspiciousFileOperation
from django.db.models import FileField, Model
from django.utils._os import safe_join

from townships.backups.archive import Progress, copy, sync_folder
from townships.backups.faults import Damaged
from townships.backups.tables import tables

#: Lies in MEDIA_ROOT while a restore is under way: as long as it is there, the files around it belong to no row.
MARKER = ".restoring"


def root() -> Path:
    return Path(settings.MEDIA_ROOT)


def file_columns() -> Iterator[tuple[type[Model], str, str]]:
    """Every column that names a file: model, column, the column of its hash."""
    for model in tables().values():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, FileField):
                yield model, field.attname, f"{field.name}_sha256"


def check_file_columns(**kwargs: Any) -> list[CheckMessage]:
    """Django's system check: a file without its hash could change, and nobody would find out."""
    return [
        Error(f"{model._meta.label}.{column} needs a column {sealed} beside it", id="townships.E001")
        for model, column, sealed in file_columns()
        if sealed not in {field.name for field in model._meta.local_fields}
    ]


def named() -> Iterator[tuple[str, str]]:
    """Each file a row names, with the SHA-256 the row gives; the same file may come more than once."""
    for model, column, sealed in file_columns():
        rows = model._base_manager.exclude(**{column: ""}).order_by("pk").values_list(column, sealed)
        yield from rows.iterator(chunk_size=1000)


def present() -> Iterator[str]:
    """Every file below MEDIA_ROOT, by the name a row would give it."""
    for folder, _, names in os.walk(root()):
        for name in sorted(names):
            yield Path(folder, name).relative_to(root()).as_posix()


def path_of(name: str) -> Path:
    """Where the file lies. Raises Damaged for a name that leads out of MEDIA_ROOT."""
    try:
        return Path(safe_join(root(), name))
    except (SuspiciousFileOperation, ValueError) as error:
        raise Damaged(f"文件名“{name}”不在存放文件的文件夹之内，没有读写它。请与维护人员联系。") from error


def open_named(name: str) -> IO[bytes] | None:
    """The file, open for reading; None where there is none that can be read."""
    try:
        return path_of(name).open("rb")
    except OSError:
        return None


# ------------------------------------------------------------------------- proving the files


def faults(progress: Progress) -> Iterator[str]:
    """One sentence for every file that is missing, was changed, or that no row names; the disk is listed first,
    so that a file which gets its row meanwhile is not called a stranger."""
    strangers = set(present())
    seen: set[tuple[str, str]] = set()
    for name, sealed in named():
        strangers.discard(name)
        if (name, sealed) not in seen:
            seen.add((name, sealed))
            progress(f"正在核对文件：{len(seen)}")
            yield from _fault(name, sealed)
    if MARKER in strangers:
        strangers.remove(MARKER)
        yield f"上一次恢复没有走完（{root() / MARKER}）；数据库是空的，请重新恢复，不是空的，请删除这个标记。"
    yield from (f"文件{name}没有登记，不会进入备份。" for name in sorted(strangers))


def _fault(name: str, sealed: str) -> Iterator[str]:
    file = open_named(name)
    if file is None:
        yield f"文件{name}已登记，但是不见了。"
        return
    with file:
        if hashlib.file_digest(file, "sha256").hexdigest() != sealed:
            yield f"文件{name}与登记的印记不符，已被改动或者损坏。"


# ------------------------------------------------------------------------- filling an empty folder


def begin() -> None:
    """Put up the marker, on the disk, before the first file; what an interrupted restore left is cleared away."""
    clear()
    root().mkdir(parents=True, exist_ok=True)
    (root() / MARKER).touch()
    sync_folder(root())


def is_empty() -> bool:
    """No file but those of a restore that was interrupted (its marker says so)."""
    return (root() / MARKER).exists() or next(present(), None) is None


def write(name: str, source: IO[bytes]) -> None:
    """A new file below MEDIA_ROOT, brought to the disk; its folders follow in ``settle``."""
    path = path_of(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        copy(source, file)
        file.flush()
        os.fsync(file.fileno())


def settle() -> None:
    """Every file is written: bring the folders that name them to the disk."""
    for folder, _, _ in os.walk(root(), topdown=False):
        sync_folder(Path(folder))


def end() -> None:
    """The rows are committed: the files are theirs, take the marker down."""
    (root() / MARKER).unlink()
    sync_folder(root())


def clear() -> None:
    """Take away what an unfinished restore wrote, the marker last; without its marker, nothing."""
    marker = root() / MARKER
    if not marker.exists():
        return
    for entry in root().iterdir():
        if entry.is_dir():
            shutil.rmtree(entry, ignore_errors=True)
        elif entry != marker:
            entry.unlink()
    marker.unlink()
