"""``manage.py list_urls [--json]``: every address with its name, its methods and whose it is."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from townships.addresses import addresses


class Command(BaseCommand):
    help = "List every address: pattern, name, methods, who."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="as one JSON list")

    def handle(self, *args: Any, **options: Any) -> None:
        rows = [
            {"pattern": one.pattern, "name": one.name, "methods": list(one.methods), "who": one.who}
            for one in addresses()
        ]
        if options["json"]:
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1))
            return
        width = max(len(row["pattern"]) for row in rows)
        for row in rows:
            methods = ",".join(row["methods"])
            self.stdout.write(f"{row['pattern']:<{width}}  {methods:<14}  {row['who']:<25} {row['name']}")
