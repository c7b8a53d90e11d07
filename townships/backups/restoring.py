"""Filling an empty place from a backup: all of it, or nothing.

The files come first, under a marker that says they belong to no row yet; then every row in one transaction, read
back and compared with the backup before COMMIT; then the marker goes. Whenever it is killed, the database is either
empty or whole, and where it is empty the next restore clears the files away and begins anew.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from zipfile import ZipFile

from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader

from townships import audit
from townships.backups import archive, checking, files
from townships.backups.archive import Manifest, Progress
from townships.backups.engine import alone, continue_numbering
from townships.backups.faults import BackupFault, NotDone
from townships.backups.making import applied
from townships.backups.tables import DERIVED, account_of, columns, load, tables


def may_restore(path: Path, progress: Progress = lambda words: None) -> Manifest:
    """Whether ``restore`` would be begun, and with what; changes nothing. Raises Damaged or NotDone."""
    with archive.opened(path, progress) as (source, manifest, _):
        _ready(source, manifest, progress)
    return manifest


def restore(path: Path, progress: Progress = lambda words: None) -> Manifest:
    """Restore everything, or raise Damaged or NotDone with the place as empty as it was."""
    with archive.opened(path, progress) as (source, manifest, seal):
        _ready(source, manifest, progress)
        if not applied():
            call_command("migrate", verbosity=0)
        try:
            files.begin()
            _write_files(source, manifest, progress)
            _write_rows(source, manifest, seal, progress)
        except (OSError, DatabaseError, ValueError) as error:
            _undo_files()
            why = getattr(error, "strerror", None) or str(error).partition("\n")[0]
            raise NotDone(
                f"恢复没有完成（{why}），已全部撤回，这里仍然是空的，备份没有改动。请排除原因后重新恢复。"
            ) from error
        except BackupFault:
            _undo_files()
            raise
        files.end()
    return manifest


def _undo_files() -> None:
    """Clear the files away, unless the database cannot say that it stayed empty: then the marker tells."""
    connection.close()
    with suppress(DatabaseError):
        if not holds_rows():
            files.clear()


def _ready(source: ZipFile, manifest: Manifest, progress: Progress) -> None:
    _same_state(manifest)
    _empty_place()
    checking.prove(source, manifest, progress)


def _same_state(manifest: Manifest) -> None:
    """The tables are those of the backup; a database without any gets them from ``migrate``."""
    theirs = {(app, name) for app, names in manifest.migrations.items() for name in names}
    known = set(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)
    ours = {(app, name) for app, names in applied().items() for name in names} or known
    made = f"备份由版本{manifest.program}于{manifest.made_at[:16].replace('T', ' ')}制作"
    if theirs - known:
        raise NotDone(f"{made}，比本程序新，没有恢复任何数据。请先把程序升级到那个版本。")
    if known - ours:
        raise NotDone("数据库还没有升级到本程序的版本，没有恢复任何数据。请先运行 manage.py migrate。")
    same = {label: columns(model) for label, model in tables().items()}
    if theirs != ours or same != {label: table.columns for label, table in manifest.tables.items()}:
        raise NotDone(
            f"{made}，数据库的结构与本程序不同，没有恢复任何数据。请用制作备份时的程序恢复，然后升级。"
        )


def _empty_place() -> None:
    if applied() and holds_rows():
        raise NotDone("数据库里已有数据，没有恢复，原有数据没有改动。请在空的数据库里恢复。")
    if not files.is_empty():
        raise NotDone(f"文件夹{files.root()}里已有文件，没有恢复，原有文件没有改动。请在空的文件夹里恢复。")


def holds_rows() -> bool:
    """Whether anything stands in the tables beyond what ``migrate`` makes."""
    return any(model._base_manager.exists() for label, model in tables().items() if label not in DERIVED)


def _write_files(source: ZipFile, manifest: Manifest, progress: Progress) -> None:
    for number, name in enumerate(manifest.files, 1):
        progress(f"正在恢复文件：{number}/{len(manifest.files)}")
        with source.open(archive.file_member(name)) as file:
            files.write(name, file)
    files.settle()


def _write_rows(source: ZipFile, manifest: Manifest, seal: str, progress: Progress) -> None:
    models = tables()
    with alone(models.values()):
        if holds_rows():
            raise NotDone("恢复期间有人写入了数据库，恢复已全部撤回。请停止服务后重新恢复。")
        for label in sorted(DERIVED):  # permissions, then the content types they are for
            models[label]._base_manager.all().delete()
        for label, model in models.items():
            progress(f"正在恢复：{label}")
            with source.open(archive.table_member(label)) as lines:
                load(model, lines)
        connection.check_constraints()
        continue_numbering(models.values())
        for label, model in models.items():
            progress(f"正在逐行核对：{label}")
            if account_of(model).digest != manifest.tables[label].digest:
                raise NotDone(f"{label}写入后与备份不一致，恢复已全部撤回，备份没有改动。请与维护人员联系。")
        audit.append(
            district=None,
            action="backup.restored",
            actor_name="命令行",
            detail={"sha256": seal, "made_at": manifest.made_at, "rows": manifest.rows},
        )
    ContentType.objects.clear_cache()
