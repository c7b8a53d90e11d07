"""``manage.py health [--json]``: how the installation is; exit 1 when something needs a hand."""

from __future__ import annotations

import json
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from townships import clock, health

MARKS = {health.OK: "正常", health.NOTICE: "留意", health.TROUBLE: "有误"}


class Command(BaseCommand):
    help = "How the installation is: settings, disk, database, audit, lock-outs, backup."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        found = health.findings()
        facts = {
            "version": health.version(),
            "debug": settings.DEBUG,
            "plain_http": settings.PLAIN_HTTP,
            "now": clock.now().astimezone(clock.SHANGHAI).isoformat(timespec="seconds"),
            "time_zone": settings.TIME_ZONE,
        }
        troubled = [one.name for one in found if one.state == health.TROUBLE]
        if options["json"]:
            told = {
                "status": "trouble" if troubled else "ok",
                "problems": troubled,
                **facts,
                "checks": [one._asdict() for one in found],
            }
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=1))
        else:
            self.stdout.write(f"法治年报 {facts['version']}　{facts['now']}（{facts['time_zone']}）")
            for one in found:
                self.stdout.write(f"{MARKS[one.state]}　{one.words}")
            self.stdout.write("有问题，请按上面所说处理。" if troubled else "正常。")
        if troubled:
            sys.exit(1)
