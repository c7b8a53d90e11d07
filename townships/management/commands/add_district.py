"""``manage.py add_district CODE``: a district and its townships from the table of divisions. May be repeated."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from townships import audit
from townships.divisions import load_district
from townships.models import District


class Command(BaseCommand):
    help = "Set up a district with all its townships, their names and codes. What is there stays as it is."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", help="six digits, such as 500101")

    def handle(self, *args: Any, code: str, **options: Any) -> None:
        known = District.objects.filter(code=code).first()
        before = known.townships.count() if known else 0
        try:
            with transaction.atomic():
                district = load_district(code)
                added = district.townships.count() - before
                if added or not known:
                    audit.append(
                        district=district,
                        action="district.changed" if known else "district.added",
                        actor_name="命令行",
                        subject=f"district:{district.pk}",
                        detail={"object": district.full_name, "townships": added},
                    )
        except LookupError as missing:
            raise CommandError(f"{missing.args[0]}，没有新增。请核对六位区划代码。") from None
        if added or not known:
            self.stdout.write(
                f"已建立{district.full_name}（{code}），新增镇街{added}个，共{before + added}个。"
            )
        else:
            self.stdout.write(f"{district.full_name}（{code}）和{before}个镇街以前已经建立，没有改动。")
