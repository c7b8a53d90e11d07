"""What is set up about reports. Indicators and the years' settings are in the administration."""

from django.urls import path

from reports.views import setup

app_name = "setup"
urlpatterns = [path("years/open/", setup.open_year, name="open_year")]
