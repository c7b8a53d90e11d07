"""``python -m benchmarks``: what the program costs, beside what it cannot cost less than, as Markdown for the README.

Both databases, each in a process of its own; ``--only figures|server``, ``--rounds``, ``--reports``, ``--database``.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import measuring, world

DATABASES = ("sqlite", "postgres")


def main(arguments: list[str]) -> None:
    chosen = parse(arguments)
    if chosen.database == "both":
        for database in DATABASES:
            again = [sys.executable, "-m", "benchmarks", *arguments, "--database", database]
            subprocess.run(again, check=True)
        return
    with (
        tempfile.TemporaryDirectory(prefix="fazhi-bench-") as folder,
        empty(chosen.database, folder) as url,
    ):
        world.production(Path(folder), url)
        report(chosen)


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__.splitlines()[0])
    parser.add_argument("--database", choices=[*DATABASES, "both"], default="both")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--reports", type=int, default=1000)
    parser.add_argument("--only", choices=["figures", "server"])
    parser.add_argument("--seconds", type=float, default=4, help="of load for each page under gunicorn")
    parser.add_argument("--starts", type=int, default=3, help="of gunicorn, for the median of a cold start")
    chosen = parser.parse_args(arguments)
    needed = 2 * (4 * (chosen.rounds + 1) + 1)  # every round of the four figures of acts uses up a draft
    if chosen.reports < needed:
        parser.error(f"{chosen.rounds} rounds need {needed} reports")
    return chosen


@contextmanager
def empty(database: str, folder: str) -> Iterator[str]:
    """The address of an empty database that goes with the run."""
    if database == "sqlite":
        yield f"sqlite:///{Path(folder) / 'bench.sqlite3'}"
        return
    from tests.plugins import postgres

    url, stop = postgres.start()
    try:
        yield url
    finally:
        stop()


def report(chosen: argparse.Namespace) -> None:
    from benchmarks import figures, serving  # noqa: F401 — registers the figures

    began = time.perf_counter()
    made = world.build(chosen.reports)
    seeded = time.perf_counter() - began
    busy = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    print(f"\n### {chosen.database}: {chosen.reports} reports, medians of {chosen.rounds} rounds\n")
    print(
        f"Python {platform.python_version()}, {os.cpu_count()} processors, load average at the start {busy}."
    )
    print(f"Migrating and seeding took {seeded:.1f} s (budget for 1,000 reports: 60 s).\n")
    if chosen.only != "server":
        costs = measuring.take_all(measuring.FIGURES, made, chosen.rounds)
        print(measuring.table(measuring.FIGURES, costs) + "\n")
    if chosen.only != "figures":
        print(serving.report(made, chosen.seconds, chosen.starts) + "\n", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
