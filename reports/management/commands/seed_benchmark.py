"""``manage.py seed_benchmark FILE N [--yes]``: the first N reports of a JSONL file, for measuring."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from reports import seeding


class Command(BaseCommand):
    help = "Load the first N reports of a JSONL file into an empty database, for measuring."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("count", type=int, metavar="N")
        parser.add_argument("--yes", action="store_true", help="load it although DEBUG is off")

    def handle(self, *args: Any, file: Path, count: int, yes: bool, **options: Any) -> None:
        if not settings.DEBUG and not yes:
            raise CommandError("DEBUG 已关闭，没有载入测速数据。确实要载入的，请加 --yes。")
        if count < 1:
            raise CommandError("N 应为大于0的整数，没有载入。")
        try:
            with file.open(encoding="utf-8") as lines:
                found = seeding.seed(lines, count)
        except seeding.SeedError as error:
            raise CommandError(str(error)) from error
        except UnicodeDecodeError as error:
            raise CommandError(f"文件“{file.name}”不是UTF-8文字，没有写入任何数据。") from error
        except OSError as error:
            raise CommandError(f"无法打开文件“{file.name}”，没有载入。请检查路径和读取权限。") from error
        told = "，".join(f"{status} {number}" for status, number in sorted(found.items()))
        self.stdout.write(f"已载入{found.total()}份报告（{told}）。用户 t0000…、s0000…、reviewer。")
