"""How a figure is taken: what is prepared is not timed, the median of the rounds counts, and its limit is measured
in the same run, because machines differ and ratios in one run less so."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

Work = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table. ``prepare`` sets the stage in the world for one round and returns the work to be timed;
    ``limit`` names the figure this one cannot cost less than; ``budget`` is in milliseconds by the clock."""

    name: str
    prepare: Callable[[Any], Work]
    limit: str
    budget: float | None = None
    sql_budget: int | None = None


@dataclass(frozen=True, slots=True)
class Cost:
    """Medians of the rounds in milliseconds: by the clock, and of this process's processor time."""

    sql: int
    wall: float
    cpu: float


FIGURES: list[Figure] = []


def figure(
    name: str, *, limit: str = "", budget: float | None = None, sql_budget: int | None = None
) -> Callable[[Callable[[Any], Work]], Callable[[Any], Work]]:
    """Registers a function of the world as a figure. A figure without a limit is one itself."""

    def register(prepare: Callable[[Any], Work]) -> Callable[[Any], Work]:
        FIGURES.append(Figure(name, prepare, limit, budget, sql_budget))
        return prepare

    return register


def take(one: Figure, world: Any, rounds: int) -> Cost:
    """The cost of one figure: a first round warms caches and counts statements, then the rounds that count."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    work = one.prepare(world)
    with CaptureQueriesContext(connection) as captured:
        work()
    sql = len(captured)  # now: the next request empties Django's list of statements
    walls, cpus = [], []
    for _ in range(rounds):
        work = one.prepare(world)
        cpu, wall = time.process_time(), time.perf_counter()
        work()
        walls.append((time.perf_counter() - wall) * 1000)
        cpus.append((time.process_time() - cpu) * 1000)
    return Cost(sql, statistics.median(walls), statistics.median(cpus))


def take_all(figures: Iterable[Figure], world: Any, rounds: int) -> dict[str, Cost]:
    return {one.name: take(one, world, rounds) for one in figures}


def table(figures: Iterable[Figure], costs: dict[str, Cost]) -> str:
    """The figures as Markdown, each beside its limit."""
    lines = [
        "| work | SQL | ms | ms CPU | limit | × limit | budget |",
        "| --- | ---: | ---: | ---: | --- | ---: | --- |",
    ]
    for one in figures:
        cost = costs[one.name]
        beside = f"{cost.wall / costs[one.limit].wall:.1f}" if one.limit else ""
        cells = (one.name, cost.sql, f"{cost.wall:.2f}", f"{cost.cpu:.2f}", one.limit or "itself one", beside)
        lines.append(f"| {' | '.join(map(str, cells))} | {verdict(one, cost)} |")
    return "\n".join(lines)


def verdict(one: Figure, cost: Cost) -> str:
    """Whether the figure keeps its budget, in words."""
    said = []
    if one.budget is not None:
        said.append(f"≤ {one.budget:g} ms: {'kept' if cost.wall <= one.budget else '**missed**'}")
    if one.sql_budget is not None:
        said.append(f"≤ {one.sql_budget} SQL: {'kept' if cost.sql <= one.sql_budget else '**missed**'}")
    return ", ".join(said)
