"""Runs as a program of its own: does something again and again in a child, and kills the child at a random moment.

``python -m tests.townships.backups.killing backup|restore FOLDER TIMES [bare]``, with DATABASE_URL and MEDIA_ROOT as
for ``manage.py``. Prints JSON: how many were killed, and of what was left, how many looked whole and were not.
``bare`` takes the protection away: backups straight to their name, restores without the marker.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import Any


def child(work: Callable[[], object]) -> int:
    """A process that does the work and ends; 0 in it means done."""
    from django.db import connections

    connections.close_all()
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        work()
        code = 0
    finally:
        os._exit(code)


def killed_within(work: Callable[[], object], after: float) -> bool:
    """Whether the kill came before the work was done."""
    pid = child(work)
    time.sleep(after)
    os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    return os.WIFSIGNALED(status)


def duration(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    _, status = os.waitpid(child(work), 0)
    if status:
        raise SystemExit("the work itself fails")
    return time.perf_counter() - began


def kill_backups(folder: Path, times: int) -> dict[str, int]:
    from townships.backups import checking, making
    from townships.backups.faults import BackupFault

    took = duration(lambda: making.make(folder / "whole"))
    chance, killed, false = random.Random(times), 0, 0
    for number in range(times):
        path = folder / f"{number}"
        killed += killed_within(lambda path=path: making.make(path), chance.uniform(0, took))
        if path.exists():
            try:
                checking.check(path)
            except BackupFault:
                false += 1
    return {"killed": killed, "false": false}


def kill_restores(folder: Path, times: int) -> dict[str, int]:
    """Into an emptied place each time. False: neither empty nor whole, or not to be restored again."""
    from django.conf import settings
    from django.core.management import call_command

    from townships.backups import checking, files, restoring
    from townships.backups.faults import BackupFault

    source = folder / "whole"
    expected = checking.check(source)[0].rows + 1  # and the row of the audit that tells of it

    def emptied() -> None:
        call_command("flush", verbosity=0, interactive=False)
        media = Path(settings.MEDIA_ROOT)
        for name in list(files.present()):
            (media / name).unlink()

    emptied()
    took = duration(lambda: restoring.restore(source))
    chance, killed, false = random.Random(times), 0, 0
    for _ in range(times):
        emptied()
        killed += killed_within(lambda: restoring.restore(source), chance.uniform(0, took))
        try:
            if not restoring.holds_rows():
                restoring.restore(source)
            false += rows() != expected or bool(list(files.faults(lambda words: None))[1:])
        except BackupFault:
            false += 1
    return {"killed": killed, "false": false}


def rows() -> int:
    from townships.backups.tables import tables

    return sum(model._base_manager.count() for model in tables().values())


def bare() -> None:
    from django.conf import settings

    from townships.backups import archive, files

    @contextmanager
    def straight(path: Path) -> Any:
        with path.open("w+b") as file:
            with archive.ZipFile(file, "w") as target:
                yield target
                target.comment = b"\0" * archive._SEAL_SIZE
            archive._seal(file)

    archive.writing = straight
    files.begin = lambda: Path(settings.MEDIA_ROOT).mkdir(exist_ok=True)
    files.end = lambda: None


def main(what: str, folder: str, times: str, *how: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from tests.townships.backups.places import leaf_model

    if how:
        bare()
    work = {"backup": kill_backups, "restore": kill_restores}[what]
    with leaf_model():
        sys.stdout.write(json.dumps(work(Path(folder), int(times))))


if __name__ == "__main__":
    main(*sys.argv[1:])
