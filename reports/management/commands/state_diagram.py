"""``manage.py state_diagram [--check]``: write docs/reference/states.md, or fail when it is out of date."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from reports.workflow import diagram


class Command(BaseCommand):
    help = "Draw the state diagram from the table of transitions."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="fail when the page is out of date")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        page, drawn = diagram.path(), diagram.draw()
        if not check:
            page.write_text(drawn, encoding="utf-8")
        elif not page.exists() or page.read_text(encoding="utf-8") != drawn:
            raise CommandError("docs/reference/states.md is out of date: run manage.py state_diagram")
