"""Runs as a program of its own: ``python -m tests.townships.backups.weighing backup|restore FILE [at-once]`` and tells
the megabytes of memory it took at most, beyond what it had before it began.

``at-once`` takes the protection away: the rows of a table are read in one go.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

SELF = Path("/proc/self")


def megabytes(what: str) -> int:
    """``VmRSS`` now, ``VmHWM`` at most; getrusage would also count what the parent of this process had."""
    return int(re.search(rf"{what}:\s+(\d+)", (SELF / "status").read_text())[1]) // 1024


def main(what: str, file: str, *how: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from tests.townships.backups.places import leaf_model
    from townships.backups import making, restoring, tables

    if how:
        tables.ROWS = 10**6
    with leaf_model():
        (SELF / "clear_refs").write_text("5")  # the highest mark begins anew
        before = megabytes("VmRSS")
        {"backup": making.make, "restore": restoring.restore}[what](Path(file))
        sys.stdout.write(str(megabytes("VmHWM") - before))


if __name__ == "__main__":
    main(*sys.argv[1:])
