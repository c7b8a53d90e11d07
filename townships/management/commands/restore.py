"""``manage.py restore FILE --yes``: fill an empty database and an empty folder from a backup, wholly or not at all."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from townships.backups import console, restoring


class Command(BaseCommand):
    help = "Restore FILE into an empty place. Exit 0 restored; 1 restored, but a file was damaged; 2 not restored."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--yes", action="store_true", help="do it; without, only tell whether it can be done"
        )

    def handle(self, *args: Any, file: Path, yes: bool, **options: Any) -> None:
        with console.sentences(self.stderr):
            act = restoring.restore if yes else restoring.may_restore
            manifest = act(file, console.progress(self.stderr))
        what = (
            f"{manifest.made_at[:16].replace('T', ' ')}的备份，{manifest.rows}行、{len(manifest.files)}个文件"
        )
        if not yes:
            self.stderr.write(f"可以恢复：{what}；还没有写入任何数据，确认恢复请加 --yes。")
            sys.exit(console.NOT_DONE)
        self.stdout.write(f"恢复完成：{what}，已逐行核对；文件在{settings.MEDIA_ROOT}，所有人员须重新登录。")
        if manifest.faulty:
            self.stderr.write(
                f"备份时已有{len(manifest.faulty)}个文件不见了或者与登记不符（如{manifest.faulty[0]}），"
                "其余都已恢复；请运行 manage.py verify_files 查看。"
            )
            sys.exit(console.WRONG)
