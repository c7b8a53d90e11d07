from django.apps import AppConfig


class TownshipsConfig(AppConfig):
    name = "townships"
    verbose_name = "镇街与人员"

    def ready(self) -> None:
        """Checks register themselves."""
        from townships import system_checks  # noqa: F401
