from django.apps import AppConfig
from django.core import checks


class TownshipsConfig(AppConfig):
    name = "townships"
    verbose_name = "镇街与人员"

    def ready(self) -> None:
        """What ``manage.py check`` asks: the engine's settings, and the columns that name files."""
        from townships import system_checks  # noqa: F401
        from townships.backups.files import check_file_columns

        checks.register(check_file_columns, checks.Tags.models)
