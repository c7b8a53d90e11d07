"""``manage.py unlock_user NAME``: end the pause after wrong passwords."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from townships.models import User
from townships.unlocking import unlock


class Command(BaseCommand):
    help = "End the pause that follows five wrong passwords."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        person = User.objects.filter(username=User.fold(username)).first()
        if person is None:
            raise CommandError(f"没有用户名为{username}的人员，没有改动。请核对用户名。")
        forgotten = unlock(person)
        words = "已解除登录限制" if forgotten else "没有登录限制，无须解除"
        if not person.is_active:
            words += "；账号已停用，仍然不能登录"
        self.stdout.write(f"{person.name}（{person.username}）{words}。")
