"""The figures of a whole server: gunicorn with production settings, 2 workers of 4 threads, on the loopback."""

from __future__ import annotations

import http.client
import json
import os
import re
import secrets
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from benchmarks.world import YEAR, World

WORKERS, THREADS, CONNECTIONS = 2, 4, 8
COLD_START, MEMORY, P95 = 2.5, 90.0, 500.0
#: Users of the storm, in the order in which they are tried; the first that is too many ends it.
LADDER = (100, 150, 220, 320, 460, 640)


@dataclass(frozen=True, slots=True)
class Server:
    """A gunicorn that runs. ``started`` is the time from its start to its first answered page, in seconds."""

    port: int
    started: float
    process: subprocess.Popen[bytes]

    def workers(self) -> list[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(one) for one in children.split()]

    def cpu(self) -> float:
        """Processor time of the workers so far, in milliseconds."""
        ticks = 0
        for pid in self.workers():
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks * 1000 / os.sysconf("SC_CLK_TCK")


@contextmanager
def gunicorn(application: str, path: str) -> Iterator[Server]:
    """Start it, wait until ``path`` is answered, and end it with everything it started."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        application,
        "--bind",
        f"127.0.0.1:{port}",
        "--log-level",
        "error",
    ]
    command += ["--worker-class", "gthread", "--workers", str(WORKERS), "--threads", str(THREADS)]
    began = time.perf_counter()
    process = subprocess.Popen(command, start_new_session=True)
    try:
        while not _answers(port, path):
            if process.poll() is not None or time.perf_counter() - began > 60:
                raise RuntimeError(f"gunicorn does not answer {path}")
            time.sleep(0.01)
        yield Server(port, time.perf_counter() - began, process)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _answers(port: int, path: str) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def resident(pid: int) -> float:
    """The memory a process holds, in MB, shared pages counted whole (VmRSS)."""
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) / 1024 if found else 0.0


# ------------------------------------------------------------------------- the table


def report(world: World, seconds: float, starts: int, ladder: tuple[int, ...] = LADDER) -> str:
    """The server's figures as Markdown."""
    page = f"/{YEAR}/{world.public.township.key}/"
    ours, bare = ("benchmarks.wsgi:application", "benchmarks.wsgi:bare")
    colds = [_cold_start(ours, page) for _ in range(starts)]
    bares = [_cold_start(bare, "/") for _ in range(starts)]
    with gunicorn(bare, "/") as server:
        most = load(server, "pages", path="/", seconds=seconds)
        least = statistics.mean(map(resident, server.workers()))
    with gunicorn(ours, page) as server:
        constant = load(server, "pages", path="/constant/", seconds=seconds)
        public = load(server, "pages", path=page, seconds=seconds)
        storms = list(_storms(server, world, ladder))
        memory = statistics.mean(map(resident, server.workers()))
    rows = [
        (
            "cold start, s",
            _kept(statistics.median(colds), COLD_START),
            f"bare WSGI {statistics.median(bares):.2f}",
        ),
        ("memory a worker after all this, MB", _kept(memory, MEMORY), f"bare WSGI {least:.0f}"),
        ("constant view, requests/s", _rate(constant), f"bare WSGI {_rate(most)}"),
        ("public page, requests/s", _rate(public), f"constant view {_rate(constant)}"),
        ("users each saving a row every 10 s, p95 < 500 ms, no error", _largest(storms), _tried(storms)),
    ]
    return "\n".join(
        [
            "| server | figure | beside it |",
            "| --- | ---: | --- |",
            *(f"| {' | '.join(row)} |" for row in rows),
        ]
    )


def _cold_start(application: str, path: str) -> float:
    with gunicorn(application, path) as server:
        return server.started


def _kept(value: float, budget: float) -> str:
    return f"{value:.2f} (≤ {budget:g}: {'kept' if value <= budget else '**missed**'})"


def _rate(found: dict[str, Any]) -> str:
    errors = f", {found['errors']} errors" if found["errors"] else ""
    return f"{found['per_second']:.0f} ({found['cpu']:.2f} ms CPU each{errors})"


def load(
    server: Server, what: str, *, users: list[dict[str, Any]] | None = None, **options: Any
) -> dict[str, Any]:
    """What the load in its own process found, and the workers' processor time for each request (``cpu``)."""
    command = [sys.executable, "-m", "benchmarks.load", what, str(server.port)]
    command += [word for name, value in options.items() for word in (f"--{name}", str(value))]
    before = server.cpu()
    ended = subprocess.run(
        command, input=json.dumps(users or []).encode(), stdout=subprocess.PIPE, check=True, timeout=120
    )
    found: dict[str, Any] = json.loads(ended.stdout)
    return found | {"cpu": (server.cpu() - before) / found["requests"]}


# ------------------------------------------------------------------------- the deadline storm


def _storms(
    server: Server, world: World, ladder: tuple[int, ...], period: float = 10
) -> Iterator[dict[str, Any]]:
    """One period of saves for each step, up to the first that is too many."""
    users = writers(world, max(ladder))
    for many in ladder:
        if many > len(users):
            return
        found = load(server, "storm", users=users[:many], period=period, seconds=period)
        for user in users[:many]:
            user["revision"] = _revision(user)
        yield found
        if not _held(found):
            return


def writers(world: World, many: int) -> list[dict[str, Any]]:
    """Signed-in drafters, each with a row of his own; a draft has several when there are more people than drafts."""
    from reports.models import Entry

    rows: dict[Any, list[Entry]] = {}
    drafts = {draft.pk: draft for draft in world.drafts}
    for entry in Entry.objects.live().filter(part__report__in=drafts).select_related("part"):
        rows.setdefault(entry.part.report_id, []).append(entry)
    sessions: dict[Any, str] = {}
    found = []
    for deep, (pk, draft) in product(range(min(map(len, rows.values()), default=0)), drafts.items()):
        if len(found) == many:
            break
        if pk not in sessions:
            sessions[pk] = world.sign_in(world.name_of(draft)).cookies["sessionid"].value
        entry = rows[pk][deep]
        found.append(
            {
                "path": f"/fill/{pk}/rows/{entry.pk}/",
                "entry": str(entry.pk),
                "session": sessions[pk],
                "token": secrets.token_hex(16),
                "revision": entry.revision,
                "body": entry.body,
            }
        )
    return found


def _revision(user: dict[str, Any]) -> int:
    from reports.models import Entry

    return Entry.objects.values_list("revision", flat=True).get(pk=user["entry"])


def _held(found: dict[str, Any]) -> bool:
    return found["p95"] < P95 and not found["errors"]


def _largest(storms: list[dict[str, Any]]) -> str:
    held = [one["users"] for one in storms if _held(one)]
    return f"{max(held)}{'' if len(held) < len(storms) else ' or more'}" if held else "none"


def _tried(storms: list[dict[str, Any]]) -> str:
    def said(one: dict[str, Any]) -> str:
        errors = f", {one['errors']} errors ({one['first_error'][:80]})" if one["errors"] else ""
        return f"{one['users']}: p95 {one['p95']:.0f} ms, {one['cpu']:.1f} ms CPU a post{errors}"

    return "; ".join(map(said, storms))
