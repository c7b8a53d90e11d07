"""Runs as a program of its own: ``python -m tests.townships.backups.weighing backup|restore FILE`` and prints the
megabytes of memory it took at most, beyond what it had before it began."""

from __future__ import annotations

import os
import resource
import sys
from pathlib import Path


def main(what: str, file: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from tests.townships.backups.places import leaf_model
    from townships.backups import making, restoring

    with leaf_model():
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        {"backup": making.make, "restore": restoring.restore}[what](Path(file))
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        sys.stdout.write(str(grown // 1024))


if __name__ == "__main__":
    main(*sys.argv[1:])
