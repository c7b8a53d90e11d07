"""Making a backup while the site runs."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from contextlib import suppress
from pathlib import Path
from zipfile import ZipFile

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from townships import audit, clock
from townships.backups import archive, files
from townships.backups.archive import FORMAT, MANIFEST, Manifest, Progress, Table
from townships.backups.engine import snapshot
from townships.backups.faults import NotDone
from townships.backups.tables import Account, columns, lines, tables


def make(path: Path, progress: Progress = lambda words: None) -> tuple[Manifest, str]:
    """Write everything into ``path``: the rows of one moment, then the files they name; the manifest and the seal.

    The audit tells of it twice, of the beginning (this row is in the backup) and of the end (with its seal). Raises
    NotDone, and leaves nothing behind, where the file must not lie or cannot be written.
    """
    path = path.absolute()
    _may_lie(path)
    try:
        _tell("backup.begun", {"file": path.name})
        with archive.writing(path) as target:
            manifest = _write(target, progress)
    except (OSError, DatabaseError) as error:
        why = getattr(error, "strerror", None) or str(error).partition("\n")[0]
        raise NotDone(
            f"备份没有完成（{why}），没有留下可用的备份，原有数据没有改动。请排除原因后重试。"
        ) from error
    seal = archive.seal_in(path)
    told = {"file": path.name, "sha256": seal, "rows": manifest.rows, "files": len(manifest.files)}
    with suppress(
        DatabaseError
    ):  # the backup is whole, whether or not the database is still there to be told
        _tell("backup.made", told)
    return manifest, seal


def _may_lie(path: Path) -> None:
    """Not over another file, and nowhere the public or the backup itself would take it from."""
    if path.exists():
        raise NotDone(f"文件{path}已经存在，没有备份，也没有改动它。请换一个文件名。")
    if not path.parent.is_dir():
        raise NotDone(f"文件夹{path.parent}不存在，没有备份。请先建好文件夹。")
    for name in ("MEDIA_ROOT", "PUBLIC_ROOT", "STATIC_ROOT"):
        if path.resolve().is_relative_to(Path(getattr(settings, name)).resolve()):
            raise NotDone(f"备份含有个人信息，不能放在{name}之内，没有备份。请另选文件夹。")


def _tell(action: str, detail: dict[str, object]) -> None:
    with transaction.atomic():
        audit.append(district=None, action=action, actor_name="命令行", detail=detail)


def _write(target: ZipFile, progress: Progress) -> Manifest:
    rows: dict[str, Table] = {}
    with snapshot():
        migrations = applied()
        for label, model in tables().items():
            account = Account()
            with archive.member(target, archive.table_member(label)) as member:
                for line in lines(model):
                    member.write(line)
                    account.add(line)
                    if account.rows % 1000 == 0:
                        progress(f"正在备份：{label} {account.rows}行")
            rows[label] = Table(columns(model), account.rows, account.digest)
        wanted = dict(files.named())
    held, faulty = _write_files(target, wanted, progress)
    manifest = Manifest(
        format=FORMAT,
        program=program(),
        made_at=clock.now().astimezone(clock.SHANGHAI).isoformat(timespec="seconds"),
        engine=connection.vendor,
        migrations=migrations,
        tables=rows,
        files=held,
        faulty=faulty,
    )
    with archive.member(target, MANIFEST) as member:
        member.write(manifest.to_json())
    return manifest


def _write_files(
    target: ZipFile, wanted: dict[str, str], progress: Progress
) -> tuple[dict[str, str], list[str]]:
    """Name → SHA-256 of what was written, and the names of those that are missing or not what their row says."""
    held: dict[str, str] = {}
    faulty: list[str] = []
    for name, sealed in sorted(wanted.items()):
        progress(f"正在备份文件：{len(held) + 1}/{len(wanted)}")
        file = files.open_named(name)
        if file is not None:
            with file, archive.member(target, archive.file_member(name), packed=False) as member:
                held[name] = archive.copy(file, member)
        if held.get(name) != sealed:
            faulty.append(name)
    return held, faulty


def applied() -> dict[str, list[str]]:
    """The migrations the database has been through, by app."""
    by_app: dict[str, list[str]] = defaultdict(list)
    for app, name in sorted(MigrationRecorder(connection).applied_migrations()):
        by_app[app].append(name)
    return dict(by_app)


def program() -> str:
    """The version of this program, as pyproject.toml gives it."""
    text = (settings.BASE_DIR / "pyproject.toml").read_text("utf-8")
    return str(tomllib.loads(text)["project"]["version"])
