"""``manage.py create_user NAME --name 姓名 --role ROLE (--district CODE | --township CODE) [--password-stdin]``.

The first administrator of an installation, and anybody else. A person with other posts as well gets them by a second
``--role``, in the same place.
"""

from __future__ import annotations

import sys
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from townships.hiring import NotHired, hire, place
from townships.models import Role


class Command(BaseCommand):
    help = "Add a person with a post. Prints a first password once, unless one is given; it is changed at first use."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--name", required=True, help="as it is to be shown")
        parser.add_argument("--role", required=True, action="append", choices=Role.values)
        where = parser.add_mutually_exclusive_group(required=True)
        where.add_argument("--district", metavar="CODE", help="six digits")
        where.add_argument("--township", metavar="CODE", help="nine digits (statistics), or the public key")
        parser.add_argument("--phone", default="")
        parser.add_argument(
            "--password-stdin",
            action="store_true",
            help="read the first password, one line, from standard input",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        given = sys.stdin.readline().rstrip("\r\n") if options["password_stdin"] else None
        try:
            person, password = hire(
                options["username"],
                options["name"],
                [Role(role) for role in dict.fromkeys(options["role"])],
                place(options["district"], options["township"]),
                phone=options["phone"],
                password=given,
            )
        except NotHired as refused:
            raise CommandError(f"{refused}没有新增人员。") from None
        except ValidationError as wrong:
            raise CommandError(f"{''.join(wrong.messages)}没有新增人员。") from None
        posts = "、".join(str(post) for post in person.posts.order_by("pk"))
        self.stdout.write(f"已新增{person.name}（{person.username}），岗位：{posts}。")
        if given is None:
            self.stdout.write(f"首次登录的密码：{password}（只显示这一次，登录后须修改）")
