"""Every figure runs, once and in a small world, so that none can rot; and the load does what it says."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from benchmarks import figures as registered
from benchmarks import load, measuring, serving, world
from benchmarks.__main__ import parse
from benchmarks.measuring import Cost, Figure
from reports import seeding, verifying
from reports.models import Entry
from tests.house.source import ROOT

FIGURES = {one.name: one for one in measuring.FIGURES}


def build(settings: Any) -> world.World:
    settings.ROOT_URLCONF = "benchmarks.urls"
    seeding.seed(world.lines(8), 8)
    return world.World()


@pytest.mark.django_db
@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_can_be_taken(name: str, settings: Any) -> None:
    cost = measuring.take(FIGURES[name], build(settings), rounds=1)
    assert cost.wall > 0
    assert FIGURES[name].limit in ("", *FIGURES)
    assert list(verifying.problems()) == []


def test_every_figure_has_a_name_of_its_own() -> None:
    assert len(FIGURES) == len(measuring.FIGURES)
    assert registered.whole_stretch in [one.prepare for one in measuring.FIGURES]


@pytest.mark.django_db
def test_the_queue_keeps_its_budget_of_statements(settings: Any) -> None:
    one = FIGURES["reviewer's queue"]
    cost = measuring.take(one, build(settings), rounds=1)
    assert one.sql_budget == 10
    assert 0 < cost.sql <= 10


def test_the_table_tells_what_missed_its_budget() -> None:
    limit = Figure("limit", lambda world: lambda: None, "")
    slow = Figure("slow", lambda world: lambda: None, "limit", budget=130, sql_budget=10)
    table = measuring.table([limit, slow], {"limit": Cost(1, 2.0, 1.0), "slow": Cost(11, 131.0, 100.0)})
    assert (
        "| slow | 11 | 131.00 | 100.00 | limit | 65.5 | ≤ 130 ms: **missed**, ≤ 10 SQL: **missed** |" in table
    )
    assert measuring.verdict(slow, Cost(10, 130.0, 1.0)) == "≤ 130 ms: kept, ≤ 10 SQL: kept"


@pytest.mark.django_db(transaction=True)
def test_the_storm_saves_what_it_says(live_server: Any, settings: Any) -> None:
    users = serving.writers(build(settings), 6)
    assert len({user["path"] for user in users}) == 6
    port = int(live_server.url.rpartition(":")[2])
    found = load.storm(port, users, period=0.3, seconds=0.6)
    assert (found["users"], found["requests"], found["errors"]) == (6, 12, 0), found["first_error"]
    assert found["p95"] >= found["median"] > 0
    assert Entry.objects.filter(body__endswith="第2次保存。").count() == 6
    assert serving._revision(users[0]) == users[0]["revision"]


@pytest.mark.django_db(transaction=True)
def test_a_refused_save_counts_as_an_error(live_server: Any, settings: Any) -> None:
    (user,) = serving.writers(build(settings), 1)
    port = int(live_server.url.rpartition(":")[2])
    found = load.storm(port, [user | {"session": "nobody"}], period=0.1, seconds=0.1)
    assert found["errors"] == 1
    assert found["first_error"].startswith("401")
    assert not serving._held(found)


def test_pages_are_counted_with_their_errors(live_server: Any, settings: Any) -> None:
    settings.ROOT_URLCONF = "benchmarks.urls"
    port = int(live_server.url.rpartition(":")[2])
    assert load.pages(port, "/constant/", seconds=5, connections=2, most=10)["errors"] == 0
    assert load.pages(port, "/nowhere/", seconds=5, connections=1, most=3)["errors"] == 3


def test_a_server_that_is_gone_is_an_error() -> None:
    assert load.pages(9, "/", seconds=5, connections=1, most=2)["errors"] == 2


def test_the_largest_storm_that_held_is_named() -> None:
    storms = [
        {"users": users, "p95": p95, "cpu": 8.0, "errors": 0, "first_error": ""}
        for users, p95 in ((100, 80), (150, 600))
    ]
    assert serving._largest(storms) == "100"
    assert serving._largest(storms[:1]) == "100 or more"
    assert serving._largest(storms[1:]) == "none"
    assert serving._tried(storms) == "100: p95 80 ms, 8.0 ms CPU a post; 150: p95 600 ms, 8.0 ms CPU a post"


def test_both_databases_are_measured_unless_one_is_chosen() -> None:
    assert parse([]).database == "both"
    assert parse(["--database", "both", "--database", "sqlite"]).database == "sqlite"


def test_too_few_reports_for_the_rounds_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse(["--rounds", "20", "--reports", "100"])
    assert "20 rounds need 170 reports" in capsys.readouterr().err


def test_the_one_command_prints_both_tables(tmp_path: Path) -> None:
    """The whole of it, gunicorn included, on eighteen reports: too few drafts for a storm."""
    command = [sys.executable, "-m", "benchmarks", "--database", "sqlite", "--reports", "18", "--rounds", "1"]
    ended = subprocess.run(
        [*command, "--seconds", "0.2", "--starts", "1"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    queue = re.search(r"\| reviewer's queue \| (\d+) \|", ended.stdout)
    assert queue and int(queue[1]) <= 10
    for row in ("cold start, s", "memory a worker", "public page, requests/s", "p95 < 500 ms"):
        assert f"| {row}" in ended.stdout.replace("users each saving a row every 10 s, ", "")
