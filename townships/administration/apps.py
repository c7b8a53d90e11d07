"""Makes our site the default one, so that ``@admin.register`` anywhere registers there."""

from django.contrib.admin.apps import AdminConfig


class AdministrationConfig(AdminConfig):
    default_site = "townships.administration.site.AdministrationSite"
