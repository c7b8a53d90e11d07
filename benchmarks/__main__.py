"""``python -m benchmarks``: what a page costs, beside what it cannot cost less than, in one run.

A throw-away database (SQLite in a temporary folder, or the one named by DATABASE_URL, which must be empty) is
filled with the demo. Each measure is the median of ROUNDS runs of the whole request through Django's handler:
processor time of this process, and the number of SQL statements. The limits are a view that returns a constant,
and one bare UPDATE: machines differ, ratios in one run less so.
"""

from __future__ import annotations

import io
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROUNDS = 40


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        production = {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DEBUG": "0",
            "PLAIN_HTTP": "1",
            "SECRET_KEY": "for-this-measurement-only-" * 3,
            "ALLOWED_HOSTS": "testserver",
            "DATABASE_URL": f"sqlite:///{Path(folder) / 'bench.sqlite3'}",
            "STATIC_ROOT": str(Path(folder) / "static"),
            "LOG_LEVEL": "ERROR",
        }
        os.environ.update({name: os.environ.get(name, value) for name, value in production.items()})
        import django

        django.setup()
        from django.core.management import call_command

        call_command("collectstatic", verbosity=0, interactive=False)
        call_command("migrate", verbosity=0)
        call_command("demo", yes_demo=True, stdout=io.StringIO())
        report()


def report() -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    rows: list[tuple[str, int, float]] = []
    for name, work in works().items():
        work()
        with CaptureQueriesContext(connection) as captured:
            work()
        rows.append((name, len(captured), median(work)))
    limit = next(ms for name, _sql, ms in rows if name == "constant view")
    save = next(ms for name, _sql, ms in rows if name == "bare UPDATE")
    print(f"{connection.vendor}, {ROUNDS} rounds, medians of processor time\n")
    print("| work | SQL | ms CPU | × limit |\n| --- | ---: | ---: | ---: |")
    for name, sql, ms in rows:
        beside = save if "save" in name or "UPDATE" in name or "act" in name else limit
        print(f"| {name} | {sql} | {ms:.2f} | {ms / beside:.1f} |")


def median(work: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        times.append((time.process_time() - start) * 1000)
    return statistics.median(times)


def works() -> dict[str, Callable[[], object]]:
    """The measured work by name; each can be done again and again."""
    from django.test import Client

    from reports.models import Entry, Report
    from townships.models import User

    public = Report.objects.filter(public_state="published", reporting_year__year=2025).first()
    draft = Report.objects.get(township__name="新乡镇", reporting_year__year=2025)
    drafter = User.objects.get(username="drafter.500101123")
    entry = _first_row(draft, drafter)
    at_desk, in_queue, nobody = Client(), Client(), Client()
    at_desk.force_login(drafter, backend="townships.backends.PostBackend")
    in_queue.force_login(User.objects.get(username="reviewer"), backend="townships.backends.PostBackend")
    turn = iter(range(10**9))

    def save() -> None:
        current = Entry.objects.values_list("revision", flat=True).get(pk=entry.pk)
        body = f"全年调解矛盾纠纷{next(turn)}件。"
        answer = at_desk.post(f"/fill/{draft.pk}/rows/{entry.pk}/", {"revision": current, "body": body})
        assert answer.status_code == 200, answer.content

    def get(client: Client, url: str) -> Callable[[], None]:
        def work() -> None:
            assert client.get(url).status_code == 200, url

        return work

    return {
        "constant view": _constant(),
        "public page": get(nobody, f"/2025/{public.township.key}/"),
        "public list of a year (52)": get(nobody, "/2025/"),
        "reviewer's queue (52)": get(in_queue, "/review/?year=2025"),
        "overview of a draft": get(at_desk, f"/fill/{draft.pk}/"),
        "part page of a draft": get(at_desk, f"/fill/{draft.pk}/parts/{entry.part_id}/"),
        "bare UPDATE": lambda: Entry.objects.filter(pk=entry.pk).update(position=1),
        "draft save (one row)": save,
    }


def _constant() -> Callable[[], object]:
    """A view that returns a constant, called through the same client: what any page of Django costs at least."""
    from django.contrib.auth.decorators import login_not_required
    from django.http import HttpRequest, HttpResponse
    from django.test import Client
    from django.urls import path

    from config import urls

    @login_not_required
    def constant(request: HttpRequest) -> HttpResponse:
        return HttpResponse("x" * 20_000)

    urls.urlpatterns.insert(0, path("constant/", constant))
    client = Client()
    return lambda: client.get("/constant/")


def _first_row(report: Any, drafter: Any) -> Any:
    from reports import saving

    part = report.parts.get(kind="measures")
    return saving.add_entry(report.pk, part.pk, by=drafter, values={"body": "全年调解矛盾纠纷36件。"})


if __name__ == "__main__":
    main()
