"""镇街进度: every township of a year on one page."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reports.forms.reviewing import QueueFilter
from reports.models import ReportingYear
from reports.models.queue import Group, Timeliness, counts, pick, queue, time_left, years_for
from reports.views.access import whole_number
from townships import clock
from townships.models import Role


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The newest open year of the person's district, or the one asked for. Never the text of a report."""
    if not request.user.holds(Role.REVIEWER, Role.MANAGER):
        raise Http404
    years = years_for(request.user)
    if not years:
        return render(request, "reviewing/no_year.html", {"is_manager": request.user.holds(Role.MANAGER)})
    year = _chosen(request, years)
    now = clock.now()
    lines = queue(year, now)
    found = counts(lines)
    form = QueueFilter(request.GET or None)
    context = {
        "year": year,
        "years": years,
        "several": len({one.district_id for one in years}) > 1,
        "lines": pick(lines, form.group, form.words),
        "listed": len(lines),
        "total": len(lines) - found[Timeliness.HISTORIC],
        "historic": (found[Timeliness.HISTORIC], _query(year, Timeliness.HISTORIC.value)),
        "sums": [
            (group.label, found[group], _query(year, group.value), group.value)
            for group in found
            if group is not Timeliness.HISTORIC
        ],
        "todo": sum(1 for line in lines if line.is_in(Group.TODO)),
        "todo_url": _query(year, Group.TODO.value),
        "all_url": _query(year),
        "filter": form,
        "filtered": bool(form.group or form.words),
        "now": now,
        "due_left": time_left(year.submit_due, now) if now <= year.submit_due else "已过",
        "wall_left": time_left(year.submit_wall, now),
        "wall_passed": now >= year.submit_wall,
    }
    return render(request, "reviewing/queue.html", context)


def _chosen(request: HttpRequest, years: list[ReportingYear]) -> ReportingYear:
    """The year in the address; a district's code beside it where a person serves several."""
    wanted, district = request.GET.get("year"), request.GET.get("district")
    if wanted is None:
        return years[0]
    number = whole_number(wanted)
    for one in years:
        if one.year == number and (district is None or one.district.code == district):
            return one
    raise Http404


def _query(year: ReportingYear, at: Any = "") -> str:
    return f"?year={year.year}&district={year.district.code}" + (f"&at={at}" if at else "")
