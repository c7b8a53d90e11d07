"""How the four commands speak: results on stdout, sentences and progress on stderr, and three ways to end."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import OutputWrapper
from django.db import DatabaseError

from townships.backups.archive import Progress
from townships.backups.faults import BackupFault, Damaged

#: 0 all is well; 1 done, and something is not as it should be; 2 not done.
WELL, WRONG, NOT_DONE = 0, 1, 2


def progress(stream: OutputWrapper) -> Progress:
    """One line that overwrites itself on a terminal; silence in a log."""

    def show(words: str) -> None:
        if stream.isatty():
            stream.write(f"\r\x1b[K{words}\r", ending="")

    return show


@contextmanager
def sentences(stderr: OutputWrapper, damaged: int = NOT_DONE) -> Iterator[None]:
    """A fault within the block ends the command with its sentence and its status."""
    try:
        yield
    except BackupFault as fault:
        stderr.write(fault.sentence)
        sys.exit(damaged if isinstance(fault, Damaged) else NOT_DONE)
    except DatabaseError as error:
        why = str(error).partition("\n")[0]
        stderr.write(f"数据库不能使用（{why}），没有执行，数据没有改动。请检查数据库后重试。")
        sys.exit(NOT_DONE)
