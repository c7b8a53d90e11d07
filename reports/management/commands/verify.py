"""``manage.py verify``: prove what no constraint can hold; exit 1 with a sentence for each breach."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports import verifying


class Command(BaseCommand):
    help = "Prove what no constraint of the database can hold."

    def handle(self, *args: Any, **options: Any) -> None:
        found = 0
        for sentence in verifying.problems():
            found += 1
            self.stderr.write(sentence)
        if found:
            raise CommandError(f"共{found}处不符，没有改动任何数据。请保留现场，与维护人员联系。")
        self.stdout.write("全部相符。")
