"""``manage.py demo``: a small world to click through. Refused where it could meet real data."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from reports import demo
from reports.demo.world import OPEN_TO_VISITORS, PASSWORD
from townships.models import District


class Command(BaseCommand):
    help = "Load the demo: 万州区, its 52 townships, 2022–2025, and people to sign in as."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--yes-demo", action="store_true", help="load it although DEBUG is off")
        parser.add_argument(
            "--if-empty", action="store_true", help="say nothing and stop where there is data"
        )

    def handle(self, *args: Any, yes_demo: bool, if_empty: bool, **options: Any) -> None:
        if not settings.DEBUG and not yes_demo:
            raise CommandError("DEBUG 已关闭，没有载入演示数据。确实要载入的，请加 --yes-demo。")
        if District.objects.exists():
            if if_empty:
                return
            raise CommandError("数据库里已有区县，没有载入演示数据，原有数据没有改动。")
        demo.build()
        self.stdout.write("已载入演示数据。可用以下用户登录，密码都是 " + PASSWORD)
        for code in OPEN_TO_VISITORS:
            self.stdout.write(f"  drafter.{code}  checker.{code}  signer.{code}  publisher.{code}")
        self.stdout.write("  reviewer  manager  auditor  admin")
