"""``manage.py verify_backup FILE [--json]``: whether a backup is whole. Needs no database."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from townships.backups import checking, console
from townships.backups.archive import as_dict
from townships.backups.faults import BackupFault, Damaged


class Command(BaseCommand):
    help = "Read FILE from the first byte to the last. Exit 0 whole; 1 damaged or incomplete; 2 could not be read."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true", help="the answer for another program")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        if options["json"]:
            self._answer(file)
            return
        with console.sentences(self.stderr, damaged=console.WRONG):
            manifest, seal = checking.check(file, console.progress(self.stderr))
        self.stdout.write(
            f"备份完好：{manifest.made_at[:16].replace('T', ' ')}制作，{manifest.rows}行、"
            f"{len(manifest.files)}个文件，印记{seal}。"
        )

    def _answer(self, file: Path) -> None:
        """``{"whole": …, "sentence": …}``, and of a whole one what is in it; the same exit status."""
        answer: dict[str, Any]
        status = console.WELL
        try:
            manifest, seal = checking.check(file)
            answer = {"whole": True, "sentence": "", "sha256": seal, **as_dict(manifest)}
        except BackupFault as fault:
            answer = {"whole": False, "sentence": fault.sentence}
            status = console.WRONG if isinstance(fault, Damaged) else console.NOT_DONE
        self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=1))
        if status:
            sys.exit(status)
