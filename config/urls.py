"""Every address of the site. Public ones come last: they begin with a year or a word of their own."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("setup/admin/", admin.site.urls),
    path("", include("townships.urls")),
    path("", include("reports.urls")),
]

handler400 = "townships.errors.bad_request"
handler500 = "townships.errors.server_error"
