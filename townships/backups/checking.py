"""Proving a backup without a database: what it says of itself, read again from its first byte to its last."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

from townships.backups import archive
from townships.backups.archive import MANIFEST, UNREADABLE, Manifest, Progress
from townships.backups.faults import Damaged
from townships.backups.tables import Account


def check(path: Path, progress: Progress = lambda words: None) -> tuple[Manifest, str]:
    """Its manifest and its SHA-256. Raises Damaged, or NotDone where it cannot be read (``archive.opened``)."""
    with archive.opened(path, progress) as (source, manifest, seal):
        prove(source, manifest, progress)
    return manifest, seal


def prove(source: ZipFile, manifest: Manifest, progress: Progress) -> None:
    """Every table and every file of the manifest is there, whole, and nothing else."""
    expected = {MANIFEST}
    expected |= {archive.table_member(label) for label in manifest.tables}
    expected |= {archive.file_member(name) for name in manifest.files}
    if sorted(source.namelist()) != sorted(expected):
        raise Damaged("备份里的文件与目录不一致，不能用来恢复。请改用另一份备份。")
    try:
        for label, table in manifest.tables.items():
            progress(f"正在核对：{label}")
            account = Account()
            with source.open(archive.table_member(label)) as lines:
                for line in lines:
                    account.add(line)
            if (account.rows, account.digest) != (table.rows, table.digest):
                raise Damaged(f"备份里{label}的行与目录不一致，不能用来恢复。请改用另一份备份。")
        for number, (name, sealed) in enumerate(manifest.files.items(), 1):
            progress(f"正在核对文件：{number}/{len(manifest.files)}")
            with source.open(archive.file_member(name)) as file:
                if archive.copy(file, None) != sealed:
                    raise Damaged(f"备份里的文件{name}与目录不一致，不能用来恢复。请改用另一份备份。")
    except UNREADABLE as error:
        raise Damaged("备份的内容无法读取，不能用来恢复。请改用另一份备份。") from error
