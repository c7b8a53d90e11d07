"""Makes our site the default one, so that ``@admin.register`` anywhere registers there."""

from django.contrib import admin
from django.contrib.admin.apps import AdminConfig


class AdministrationConfig(AdminConfig):
    default_site = "townships.administration.site.AdministrationSite"

    def ready(self) -> None:
        """Whatever apps registered for themselves stays, but for the authenticators: theirs is a page of secrets."""
        super().ready()
        admin.site.unregister(self.apps.get_model("otp_totp", "TOTPDevice"))
