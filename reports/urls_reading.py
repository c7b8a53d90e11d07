"""The public's addresses. They are for ever: a year, and the permanent key of a township."""

from django.urls import path, register_converter

from reports.views.reading import lists, report


class FourDigits:
    """A year in an address."""

    regex = "[0-9]{4}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return f"{value:04d}"


register_converter(FourDigits, "yyyy")

app_name = "reading"
urlpatterns = [
    path("", lists.home, name="home"),
    path("townships/<slug:key>/", lists.township, name="township"),
    path("<yyyy:year>/", lists.year, name="year"),
    path("<yyyy:year>/<slug:key>/", report.report, name="report"),
    path("<yyyy:year>/<slug:key>/large/", report.report, {"large": True}, name="large"),
    path("<yyyy:year>/<slug:key>/report.json", report.data, name="data"),
    path("<yyyy:year>/<slug:key>/versions/<int:number>/", report.version, name="version"),
]
