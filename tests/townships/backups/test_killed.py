"""``kill -9`` at any moment, and more rows and bytes than there is memory for: in processes of their own."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.house.source import ROOT
from tests.townships.backups.places import Place, Places, at
from townships.backups import making, restoring

#: In development Django keeps every statement it sent.
PRODUCTION = {"DEBUG": "0", "SECRET_KEY": "k" * 60, "ALLOWED_HOSTS": "localhost"}
LIMIT = 60  # megabytes

pytestmark = pytest.mark.django_db(transaction=True)


def run(place: Place, module: str, *arguments: object) -> str:
    done = subprocess.run(
        [sys.executable, "-m", f"tests.townships.backups.{module}", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, **PRODUCTION, "DATABASE_URL": place.address, "MEDIA_ROOT": str(place.files)},
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def lived_in(world: Any, keep: Callable[..., Any], places: Places, tmp_path: Path) -> Place:
    """A place of its own with the small world and 40 files in it, and ``seed``, a backup of it."""
    for number in range(40):
        keep(f"{number % 4}/{number}.pdf", os.urandom(5000))
    making.make(tmp_path / "seed")
    place = places.empty(connection.vendor)
    with at(place):
        restoring.restore(tmp_path / "seed")
    return place


def killing(place: Place, what: str, folder: Path, times: int, *how: str) -> dict[str, int]:
    if what == "restore":
        (folder / "seed").rename(folder / "whole")
    return json.loads(run(place, "killing", what, folder, times, *how))


@pytest.mark.parametrize("what", ["backup", "restore"])
def test_killed_at_any_moment_nothing_half_looks_whole(what: str, lived_in: Place, tmp_path: Path) -> None:
    result = killing(lived_in, what, tmp_path, 8)
    assert result["false"] == 0
    assert result["killed"] > 2


@pytest.mark.deep
@pytest.mark.parametrize("what", ["backup", "restore"])
def test_killed_a_hundred_times(what: str, lived_in: Place, tmp_path: Path) -> None:
    result = killing(lived_in, what, tmp_path, 100)
    assert result["false"] == 0
    assert result["killed"] > 30


@pytest.mark.parametrize("what", ["backup", "restore"])
def test_control_without_protection_what_is_half_looks_whole(
    what: str, lived_in: Place, tmp_path: Path
) -> None:
    assert killing(lived_in, what, tmp_path, 6, "bare")["false"] > 0


@pytest.fixture
def heavy(leaf: Any, keep: Callable[..., Any], media: Path, places: Places, tmp_path: Path) -> Place:
    """14,000 rows of 8 kB, three of 2 MB, and a file of 100 MB, in a place of its own."""
    place = places.empty(connection.vendor)
    place.files.mkdir(parents=True)
    content = os.urandom(1 << 20) * 100
    (place.files / "large.pdf").write_bytes(content)
    with at(place):
        large = {"file": "large.pdf", "file_sha256": hashlib.sha256(content).hexdigest()}
        leaf.objects.create(name="large", **large)
        leaf.objects.bulk_create([leaf(name="法" * 700_000) for _ in range(3)])
        for _ in range(14):
            leaf.objects.bulk_create([leaf(name="治" * 2700) for _ in range(1000)])
    return place


def test_memory_does_not_grow_with_rows_or_files(heavy: Place, places: Places, tmp_path: Path) -> None:
    """A file of 100 MB, and as much in rows; what is held at once is a hundred rows, or a megabyte of a file."""
    assert int(run(heavy, "weighing", "backup", tmp_path / "b")) < LIMIT
    empty = places.empty(connection.vendor)
    assert int(run(empty, "weighing", "restore", tmp_path / "b")) < LIMIT
    assert (empty.files / "large.pdf").stat().st_size == 100 << 20


def test_control_a_table_read_at_once_takes_more(heavy: Place, tmp_path: Path) -> None:
    assert int(run(heavy, "weighing", "backup", tmp_path / "b", "at-once")) > LIMIT
