"""Every address of the site. Public ones come last: they begin with a year or a word of their own."""

from django.urls import include, path

urlpatterns = [
    path("", include("townships.urls")),
    path("", include("reports.urls")),
]
