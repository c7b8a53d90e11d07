from __future__ import annotations

import sys

from django.apps import AppConfig
from django.conf import settings
from django.core import checks


class TownshipsConfig(AppConfig):
    name = "townships"
    verbose_name = "镇街与人员"

    def ready(self) -> None:
        """What ``manage.py check`` asks: the engine's settings, and the columns that name files."""
        from townships import system_checks  # noqa: F401
        from townships.backups.files import check_file_columns

        checks.register(check_file_columns, checks.Tags.models)
        self._know_every_post()

    def _know_every_post(self) -> None:
        """Stop the start for a post that does not exist: misspelt, it would let its holders in with a password."""
        from townships.models import Role

        unknown = [name for name in settings.SECOND_FACTOR_ROLES if name not in Role.values]
        if unknown:
            sys.exit(
                f"环境变量 SECOND_FACTOR_ROLES 里的{'、'.join(unknown)}不是岗位，程序没有启动。"
                f"岗位有：{'、'.join(Role.values)}，用逗号分开。"
            )
