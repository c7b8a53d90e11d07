"""What is set up about reports. Indicators and the years' settings are in the administration."""

from django.urls import path

from reports.views import gallery, setup

app_name = "setup"
urlpatterns = [
    path("years/open/", setup.open_year, name="open_year"),
    path("components/", gallery.components, name="components"),
]
