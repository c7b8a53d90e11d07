"""``manage.py reset_second_factor NAME``: take the second factor from somebody who lost the phone and the codes."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from townships import second_factor
from townships.models import User


class Command(BaseCommand):
    help = "Take away the second factor of a person who lost the phone; the sessions of that person end."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        person = User.objects.filter(username=User.fold(username)).first()
        if person is None:
            raise CommandError(f"没有用户名为{username}的人员。")
        words = "没有启用动态验证码，无须重设。"
        if second_factor.reset(person):
            words = (
                "的动态验证码已经取消，登录已全部退出。请告诉本人：下次登录只需密码，登录后请马上重新启用。"
            )
        self.stdout.write(f"{person.name}（{person.username}）{words}")
