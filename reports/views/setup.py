"""开放年度: one page for the manager of a district, and for its administrator."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from reports.forms.setup import OpenYearForm
from reports.models import ReportingYear
from reports.opening import open_year as opening
from townships import clock
from townships.models import Role


@require_http_methods(["GET", "HEAD", "POST"])
def open_year(request: HttpRequest) -> HttpResponse:
    """A year with its outline, and a draft for every township in force. Opening it again adds what is missing."""
    districts = request.user.districts(Role.MANAGER, Role.ADMINISTRATOR)
    if not districts:
        raise Http404
    form = OpenYearForm(
        request.POST if request.method == "POST" else None, districts=districts, year=clock.today().year - 1
    )
    if request.method == "POST" and form.is_valid():
        district, year = form.cleaned_data["district"], form.cleaned_data["year"]
        before = ReportingYear.objects.filter(district=district, year=year).exists()
        made = opening(district, year, by=request.user, **form.settings)
        count = made.reports.count()
        if before:
            messages.info(request, f"{year}年度以前已经开放，原有设置没有改动；现有{count}个镇街。")
        else:
            messages.success(request, f"{year}年度已开放，{count}个镇街的报告提纲已经备好。")
        if request.user.holds(Role.MANAGER):
            return redirect(f"{reverse('reviewing:queue')}?year={year}&district={district.code}")
        return redirect("townships:setup")
    status = 422 if request.method == "POST" else 200
    return render(request, "setup/open_year.html", {"form": form}, status=status)
