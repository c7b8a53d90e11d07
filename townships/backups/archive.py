"""The file itself: a zip that any tool opens, whose comment is the SHA-256 of every byte before it.

It is written beside its name and takes the name only when it is whole and on the disk. The seal is the last thing
in the file, so what was cut short has none, and covers the zip's own directory, so a bit turned anywhere is found.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from townships.backups.faults import Damaged, NotDone

#: Raised when a program that knows only the older form could no longer restore the file.
FORMAT = 1
MANIFEST = "manifest.json"
CHUNK = 1 << 20
_SEAL = re.compile(rb"sha256:[0-9a-f]{64}")
_SEAL_SIZE = len("sha256:") + 64
#: What a zip, or a line in it, that no program of ours wrote may raise.
UNREADABLE = (BadZipFile, zlib.error, EOFError, LookupError, ValueError, RuntimeError)
_USELESS = "无法读取，这个文件不能用来恢复。请改用另一份备份。"
#: Tells a person how far it has come.
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Table:
    columns: list[str]
    rows: int
    digest: str


@dataclass(frozen=True)
class Manifest:
    """What is in the file, and what it needs to be restored."""

    format: int
    program: str
    made_at: str
    engine: str
    #: App → the names of its migrations: the state the tables are in.
    migrations: dict[str, list[str]]
    tables: dict[str, Table]
    #: Name below MEDIA_ROOT → SHA-256 of the bytes that are in this backup.
    files: dict[str, str]
    #: Named by a row, and at the time of the backup missing or not what the row says.
    faulty: list[str]

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables.values())

    def to_json(self) -> bytes:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1).encode("utf-8")

    @classmethod
    def from_json(cls, text: bytes) -> Manifest:
        """Raises Damaged for what is no manifest, NotDone for one of a later program."""
        try:
            fields = json.loads(text)
            if fields["format"] > FORMAT:
                raise NotDone(
                    f"备份由较新版本（{fields['program']}）的程序制作，本程序不认识它的格式，没有读取，也没有改动任何数据。"
                    "请用那个版本的程序。"
                )
            tables = {label: Table(**table) for label, table in fields.pop("tables").items()}
            return cls(**fields, tables=tables)
        except (*UNREADABLE, TypeError, AttributeError) as error:
            raise Damaged(f"备份的目录{_USELESS}") from error


def table_member(label: str) -> str:
    return f"tables/{label}.jsonl"


def file_member(name: str) -> str:
    return f"files/{name}"


# ------------------------------------------------------------------------- writing


@contextmanager
def writing(path: Path) -> Iterator[ZipFile]:
    """A zip that becomes ``path`` when the block ends well; when it does not, nothing is left of it.

    Killed meanwhile: what is left is called ``….partial``, and ``path`` is not there. Only the owner may read it.
    """
    descriptor, name = tempfile.mkstemp(prefix=f"{path.name}.", suffix=".partial", dir=path.parent)
    partial = Path(name)
    try:
        with os.fdopen(descriptor, "w+b") as file:
            with ZipFile(file, "w", ZIP_DEFLATED, compresslevel=4) as archive:
                yield archive
                archive.comment = b"\0" * _SEAL_SIZE
            _seal(file)
        _take_name(partial, path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


@contextmanager
def member(archive: ZipFile, name: str, *, packed: bool = True) -> Iterator[IO[bytes]]:
    """A new member to write into; what is packed already (a document, a picture) is not packed again."""
    info = ZipInfo(name)
    info.compress_type = ZIP_DEFLATED if packed else ZIP_STORED
    info.external_attr = 0o600 << 16
    with archive.open(info, "w", force_zip64=True) as target:
        yield target


def _seal(file: IO[bytes]) -> None:
    file.flush()
    end = file.seek(-_SEAL_SIZE, os.SEEK_END)
    seal = _seal_of(file, end, lambda words: None)
    file.seek(end)
    file.write(seal)
    file.flush()
    os.fsync(file.fileno())


def _take_name(partial: Path, path: Path) -> None:
    """The whole file gets its name; a file of that name, come meanwhile, stays what it is."""
    if path.exists():
        raise NotDone(f"文件{path}已经存在，没有备份，也没有改动它。请换一个文件名。")
    partial.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """A new name is safe from a power cut only when its folder is on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _seal_of(file: IO[bytes], end: int, progress: Progress) -> bytes:
    """The seal of the first ``end`` bytes."""
    file.seek(0)
    hashed, left = hashlib.sha256(), end
    while left:
        chunk = file.read(min(CHUNK, left))
        hashed.update(chunk)
        left -= len(chunk)
        progress(f"正在核对印记：{100 * (end - left) // end}%")
    return b"sha256:" + hashed.hexdigest().encode("ascii")


# ------------------------------------------------------------------------- reading


@contextmanager
def opened(path: Path, progress: Progress) -> Iterator[tuple[ZipFile, Manifest, str]]:
    """A backup whose seal is proved: the zip, its manifest, and its SHA-256 in hex.

    Raises NotDone when it cannot be read or is of a later program, Damaged when it is not what was once written.
    """
    try:
        file = path.open("rb")
    except OSError as error:
        raise NotDone(f"无法打开文件{path}，没有读取。请检查路径和读取权限。") from error
    with file:
        seal = _proved_seal(file, progress)
        try:
            archive = ZipFile(file)
            manifest = Manifest.from_json(archive.read(MANIFEST))
        except UNREADABLE as error:
            raise Damaged(f"备份的目录{_USELESS}") from error
        yield archive, manifest, seal


def _proved_seal(file: IO[bytes], progress: Progress) -> str:
    size = file.seek(0, os.SEEK_END)
    end = max(size - _SEAL_SIZE, 0)
    file.seek(end)
    seal = file.read()
    if not end or not _SEAL.fullmatch(seal):
        raise Damaged("文件不完整，或者不是本系统的备份，不能用来恢复。请改用另一份备份。")
    if _seal_of(file, end, progress) != seal:
        raise Damaged("备份已经损坏（内容与末尾的印记不符），不能用来恢复。请改用另一份备份。")
    return seal.decode("ascii").removeprefix("sha256:")


def seal_in(path: Path) -> str:
    """The SHA-256 in hex that a backup carries, taken at its word."""
    with path.open("rb") as file:
        file.seek(-_SEAL_SIZE, os.SEEK_END)
        return file.read().decode("ascii").removeprefix("sha256:")


def copy(source: IO[bytes], target: IO[bytes] | None) -> str:
    """Copy in pieces (to nowhere, if there is no target); the SHA-256 in hex of what was copied."""
    hashed = hashlib.sha256()
    while chunk := source.read(CHUNK):
        hashed.update(chunk)
        if target is not None:
            target.write(chunk)
    return hashed.hexdigest()


def as_dict(manifest: Manifest) -> dict[str, Any]:
    """For an external program: what is in the backup, without the lists."""
    return {
        "format": manifest.format,
        "program": manifest.program,
        "made_at": manifest.made_at,
        "engine": manifest.engine,
        "tables": {label: table.rows for label, table in manifest.tables.items()},
        "rows": manifest.rows,
        "files": len(manifest.files),
        "faulty": manifest.faulty,
    }
