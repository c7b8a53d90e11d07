"""``manage.py backup FILE``: the rows and the files of the whole installation, in one file, while the site runs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from townships.backups import console, making


class Command(BaseCommand):
    help = (
        "Write the database and the files into FILE. Exit 0 made; 1 made, but a file is damaged; 2 not made."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        with console.sentences(self.stderr):
            manifest, seal = making.make(file, console.progress(self.stderr))
        size = f"{file.stat().st_size / 1_000_000:.1f}"
        self.stdout.write(
            f"备份完成：{file}，{manifest.rows}行、{len(manifest.files)}个文件，{size} MB，印记{seal}。"
        )
        if manifest.faulty:
            self.stderr.write(
                f"有{len(manifest.faulty)}个文件不见了或者与登记不符（如{manifest.faulty[0]}），"
                "其余都已备份；请运行 manage.py verify_files 查看。"
            )
            sys.exit(console.WRONG)
