from django.apps import AppConfig
from django.core import checks


class TownshipsConfig(AppConfig):
    name = "townships"
    verbose_name = "镇街与人员"

    def ready(self) -> None:
        from townships.backups.files import check_file_columns

        checks.register(check_file_columns, checks.Tags.models)
