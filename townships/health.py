"""How the installation is: what ``/readyz`` and ``manage.py health`` say. Every question is bounded in time.

A finding is ``trouble`` (work would be lost or refused: exit 1, and where ``READY`` names it, 503), a ``notice`` (true
and worth knowing, nothing to be woken for), or ``ok``. Sentences are for the administrator; strangers get names only.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
import tomllib
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from time import monotonic
from typing import Any, NamedTuple

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor

from townships import audit, clock
from townships.models import AuditChain, AuditEvent

OK, NOTICE, TROUBLE = "ok", "notice", "trouble"
#: Findings without which no work can be taken in.
READY = ("database", "migrations", "disk", "folders")
#: A folder is nearly full when less than both is left (reliability.md 2.4 D7).
SPARE_BYTES, SPARE_SHARE = 1 << 30, 0.10
#: Seconds that the database is waited for. ``connect_timeout`` (3) comes first, a hung server needs the rest.
PATIENCE = 4.0
#: Lock-outs in an hour beyond which somebody is trying names (reliability.md 2.11 Q7).
MANY_LOCKOUTS = 20
BACKUP_DUE = timedelta(hours=50)
_asking = threading.Lock()


class Finding(NamedTuple):
    """One answer. ``detail`` is plain data for JSON."""

    name: str
    state: str
    words: str
    detail: dict[str, Any]


def unready() -> list[str]:
    """The names of what keeps the site from taking work, of ``READY``; empty when it is ready. At most 5 s."""
    found = [*of_folders(), *of_database((connected, migrations))]
    return [name for name in READY if any(one.name == name and one.state == TROUBLE for one in found)]


def findings() -> list[Finding]:
    """Everything ``manage.py health`` shows."""
    questions = (connected, migrations, durability, tips, lockouts, last_backup)
    return [*of_settings(), *of_folders(), *of_database(questions)]


def version() -> str:
    """Of the program, as pyproject.toml has it."""
    text = (settings.BASE_DIR / "pyproject.toml").read_text("utf-8")
    return str(tomllib.loads(text)["project"]["version"])


# ------------------------------------------------------------------------- settings and folders


def of_settings() -> Iterator[Finding]:
    if settings.DEBUG:
        yield Finding("debug", NOTICE, "DEBUG已打开：这是开发环境，不能对外服务。", {"on": True})
    if settings.PLAIN_HTTP:
        yield Finding("plain_http", NOTICE, "PLAIN_HTTP已打开：口令和文字不加密传输。", {"on": True})
    roles = getattr(settings, "SECOND_FACTOR_ROLES", None)
    if roles is not None:
        words = f"必须使用第二因素的岗位：{'、'.join(roles)}。" if roles else "没有岗位必须使用第二因素。"
        yield Finding("second_factor", OK if roles else NOTICE, words, {"roles": list(roles)})


def folders() -> dict[str, Path]:
    """Where something is written, by name."""
    found = {"MEDIA_ROOT": Path(settings.MEDIA_ROOT), "PUBLIC_ROOT": Path(settings.PUBLIC_ROOT)}
    if connection.vendor == "sqlite":
        found["DATABASE_URL"] = Path(connection.settings_dict["NAME"]).parent
    return found


def of_folders() -> Iterator[Finding]:
    """Room and the right to write, proved by writing: as root, and on a full disk, the rights alone say nothing."""
    tight, closed, left = [], [], {}
    for name, folder in folders().items():
        there = _existing(folder)
        try:
            usage = shutil.disk_usage(there)
            left[name] = usage.free
            if usage.free < min(SPARE_BYTES, usage.total * SPARE_SHARE) or _no_names_left(there):
                tight.append(name)
            with tempfile.TemporaryFile(dir=there) as probe:
                probe.write(b"1")
        except OSError:
            closed.append(name)
    if tight:
        yield Finding("disk", TROUBLE, f"磁盘快满了：{'、'.join(tight)}。请清理或扩容。", {"free": left})
    else:
        yield Finding("disk", OK, f"磁盘余量最少{min(left.values(), default=0) >> 20}MB。", {"free": left})
    if closed:
        words = f"文件夹不能写入：{'、'.join(closed)}。请检查权限和挂载。"
        yield Finding("folders", TROUBLE, words, {"closed": closed})
    else:
        yield Finding("folders", OK, "文件夹都能写入。", {"closed": []})


def _existing(folder: Path) -> Path:
    """A folder that is made when it is first needed stands or falls with the one above it."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder


def _no_names_left(folder: Path) -> bool:
    """A file system out of inodes is full whatever its bytes say; some have no such limit (0)."""
    found = os.statvfs(folder)
    return bool(found.f_files) and found.f_favail < found.f_files * 0.01


# ------------------------------------------------------------------------- the database


def of_database(questions: tuple[Callable[[], Finding], ...]) -> list[Finding]:
    """The answers, asked over a connection of their own; the first that fails is the last."""
    answers: list[Finding] = []

    def ask() -> None:
        try:
            for question in questions:
                answers.append(question())
                if answers[-1].state == TROUBLE and answers[-1].name in READY:
                    break  # without its tables nothing more can be asked
        except (DatabaseError, InterfaceError) as error:
            words = f"数据库没有应答（{type(error).__name__}）。请检查数据库服务和DATABASE_URL。"
            answers.append(Finding("database", TROUBLE, words, {"error": type(error).__name__}))
        finally:
            with suppress(DatabaseError, InterfaceError):
                connection.close()
            _asking.release()

    late = Finding("database", TROUBLE, f"数据库在{PATIENCE:g}秒内没有应答。", {"error": "timeout"})
    until = monotonic() + PATIENCE
    if not _asking.acquire(timeout=PATIENCE):
        return [late]  # an earlier question still hangs: no second one behind it
    thread = threading.Thread(target=ask, daemon=True, name="health")
    thread.start()
    thread.join(max(until - monotonic(), 0.1))
    return [late] if thread.is_alive() else answers


def connected() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return Finding("database", OK, f"数据库正常（{connection.vendor}）。", {"engine": connection.vendor})


def migrations() -> Finding:
    """What ``migrate`` would do now, read afresh."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    pending = [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]
    if pending:
        words = f"有{len(pending)}项数据库迁移没有执行：{pending[0]}等。请执行migrate。"
        return Finding("migrations", TROUBLE, words, {"pending": pending})
    return Finding("migrations", OK, "数据库迁移已全部执行。", {"pending": []})


#: What each engine may answer so that an acknowledged save outlives a power cut (reliability.md 2.1 A4, A12).
DURABLE = {
    "postgresql": {
        "fsync": {"on"},
        "full_page_writes": {"on"},
        "synchronous_commit": {"on", "local", "remote_write", "remote_apply"},
    },
    "sqlite": {"journal_mode": {"wal", "delete"}, "synchronous": {"2", "3"}},
}


def durability() -> Finding:
    """The engine's own settings, as it works by them now."""
    wanted = DURABLE[connection.vendor]
    found = {name: _setting(name) for name in wanted}
    if connection.vendor == "postgresql":
        found["data_checksums"] = _setting("data_checksums")
    loose = [name for name, values in wanted.items() if found[name] not in values]
    if loose:
        told = "、".join(f"{name}={found[name]}" for name in loose)
        return Finding(
            "durability", TROUBLE, f"停电时会丢失已保存的文字：{told}。请改正数据库的设置。", found
        )
    if found.get("data_checksums") == "off":
        words = "PostgreSQL没有打开data_checksums，磁盘损坏时不易发现。可停库后执行pg_checksums --enable。"
        return Finding("durability", NOTICE, words, found)
    return Finding("durability", OK, "数据库每次保存都写到磁盘。", found)


def _setting(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"{'PRAGMA' if connection.vendor == 'sqlite' else 'SHOW'} {name}")
        return str(cursor.fetchone()[0])


def tips() -> Finding:
    """The last row of every audit chain, to be written down elsewhere; ``audit_verify`` proves what lies before."""
    torn, known = [], {}
    for chain in AuditChain.objects.select_related("district").order_by("pk"):
        known[audit.key(chain)] = {"sequence": chain.last_sequence, "hash": chain.last_hash}
        if (chain.last_sequence or chain.events.exists()) and not chain.events.filter(
            sequence=chain.last_sequence, hash=chain.last_hash
        ).exists():
            torn.append(str(chain))
    if torn:
        words = f"审计链末行不符：{'、'.join(torn)}。请执行audit_verify，并保留现场。"
        return Finding("audit", TROUBLE, words, known)
    return Finding("audit", OK, f"审计链{len(known)}条，末行相符。", known)


def lockouts() -> Finding:
    """How often somebody was locked out within the hour."""
    since = clock.now() - timedelta(hours=1)
    count = AuditEvent.objects.filter(action="sign_in.locked", at__gte=since).count()
    state = TROUBLE if count > MANY_LOCKOUTS else OK
    return Finding("lockouts", state, f"一小时内登录被暂停{count}次。", {"last_hour": count})


def last_backup() -> Finding:
    """The youngest backup the audit tells of (``manage.py backup``)."""
    told = AuditEvent.objects.filter(chain__of_installation=True, action="backup.made")
    row = told.order_by("-sequence").first()
    if row is None:
        return Finding("backup", NOTICE, "还没有做过备份。请安排每天备份。", {"last": None})
    words = f"最近一次备份在{row.at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}"
    detail = {"last": row.at.isoformat(), "file": row.detail.get("file", "")}
    if clock.now() - row.at > BACKUP_DUE:
        return Finding("backup", TROUBLE, f"{words}，已经过期。请检查备份任务。", detail)
    return Finding("backup", OK, f"{words}。", detail)
