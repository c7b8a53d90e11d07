"""The report's addresses by audience; the public ones last."""

from importlib.util import find_spec

from django.urls import include, path

urlpatterns = [
    path(prefix, include(module))
    for prefix, module in (
        ("fill/", "reports.urls_filling"),
        ("review/", "reports.urls_reviewing"),
        ("setup/", "reports.urls_setup"),
        ("", "reports.urls_reading"),
    )
    if find_spec(module)
]
