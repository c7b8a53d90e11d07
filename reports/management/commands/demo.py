"""``manage.py demo``: a small world to click through. Refused where it could meet real data."""

from __future__ import annotations

from argparse import RawDescriptionHelpFormatter
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from reports import demo
from reports.demo.cast import Stage
from reports.demo.people import OPEN_TO_VISITORS, PASSWORD
from townships.models import District

STAGES = """
stages (the year 2025 is the newest; its dates lie in January to March 2026, so that on a later day the pages of the
first two show them as passed):
  filling     stopped on 8 January 2026: drafts being written
  reviewing   stopped on 6 February 2026: 预审, submitted, returned, the first ones public
  published   stopped on 10 April 2026: the year is over, nearly every report is public
  next-year   the year is over and 2026 is open: what became of the plan of 2025 is to be answered
  (none)      every status there is, beside each other, up to November 2026
"""


class Command(BaseCommand):
    help = "Load the demo: 万州区, its 52 townships, 2022–2025, and people to sign in as."

    def create_parser(self, *args: Any, **kwargs: Any) -> CommandParser:
        kwargs |= {"epilog": STAGES, "formatter_class": RawDescriptionHelpFormatter}
        return super().create_parser(*args, **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--yes-demo", action="store_true", help="load it although DEBUG is off")
        parser.add_argument(
            "--if-empty", action="store_true", help="say nothing and stop where there is data"
        )
        parser.add_argument(
            "--stage", choices=[one.value for one in Stage if one], default="", help="see below"
        )

    def handle(self, *args: Any, yes_demo: bool, if_empty: bool, stage: str, **options: Any) -> None:
        if not settings.DEBUG and not yes_demo:
            raise CommandError("DEBUG 已关闭，没有载入演示数据。确实要载入的，请加 --yes-demo。")
        if District.objects.exists():
            if if_empty:
                return
            raise CommandError("数据库里已有区县，没有载入演示数据，原有数据没有改动。")
        demo.build(Stage(stage))
        self.stdout.write("已载入演示数据。可用以下用户登录，密码都是 " + PASSWORD)
        for code in OPEN_TO_VISITORS:
            self.stdout.write(f"  drafter.{code}  checker.{code}  signer.{code}  publisher.{code}")
        self.stdout.write("  reviewer  manager  auditor  admin")
