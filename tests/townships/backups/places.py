"""Places beside the test database: empty ones on either engine, and a model that keeps files.

Inside ``at(place)`` the whole program works there: ``connection`` and MEDIA_ROOT are the place's.
"""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection, connections, models
from django.db.utils import ConnectionHandler

from config.settings import databases
from townships.backups.tables import tables


@dataclass(frozen=True)
class Place:
    """A database by its address, and a folder for files."""

    address: str
    files: Path


def _wrapper(address: str) -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", address)
        return ConnectionHandler({"default": databases()})["default"]


@contextmanager
def at(place: Place) -> Iterator[None]:
    here, folder = connections["default"], settings.MEDIA_ROOT
    connections["default"] = there = _wrapper(place.address)
    settings.MEDIA_ROOT = place.files
    ContentType.objects.clear_cache()
    try:
        yield
    finally:
        there.close()
        connections["default"] = here
        settings.MEDIA_ROOT = folder
        ContentType.objects.clear_cache()


def migrated(place: Place) -> Place:
    with at(place):
        call_command("migrate", verbosity=0)
    return place


class Places:
    """Empty places, copied from one migrated database an engine."""

    def __init__(self, folder: Path, postgres: str) -> None:
        self.folder, self.postgres = folder, postgres
        self._pattern: dict[str, Place] = {}

    def _fresh(self, engine: str, template: str = "") -> Place:
        name = f"place_{uuid.uuid4().hex}"
        files = self.folder / name / "files"
        if engine == "sqlite":
            files.parent.mkdir(parents=True)
            return Place(f"sqlite:///{files.parent / 'db.sqlite3'}", files)
        with at(Place(self.postgres, files)), connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name}" + (f" TEMPLATE {template}" if template else ""))
        return Place(f"{self.postgres.rpartition('/')[0]}/{name}", files)

    def blank(self, engine: str) -> Place:
        """Not even tables."""
        return self._fresh(engine)

    def empty(self, engine: str) -> Place:
        """Migrated and empty."""
        if engine not in self._pattern:
            self._pattern[engine] = migrated(self._fresh(engine))
        pattern = self._pattern[engine]
        place = self._fresh(engine, pattern.address.rpartition("/")[2])
        if engine == "sqlite":
            shutil.copy(pattern.address.removeprefix("sqlite:///"), place.address.removeprefix("sqlite:///"))
        with at(place):
            make_missing_tables()
        return place


def make_missing_tables() -> None:
    with connection.cursor() as cursor:
        there = connection.introspection.table_names(cursor)
    with connection.schema_editor() as editor:
        for model in tables().values():
            if model._meta.db_table not in there:
                editor.create_model(model)


@contextmanager
def leaf_model() -> Iterator[type[models.Model]]:
    """A model with a file and one column of each kind, in the registry for as long as the block lasts."""

    class Leaf(models.Model):
        name = models.TextField()
        file = models.FileField(blank=True)
        file_sha256 = models.CharField(max_length=64, blank=True)
        above = models.ForeignKey("self", models.CASCADE, null=True)
        data = models.JSONField(default=dict)
        bytes = models.BinaryField(default=b"")
        at = models.TimeField(null=True)
        made = models.DateTimeField(auto_now_add=True)
        number = models.FloatField(null=True)

        class Meta:
            app_label = "townships"

        def __str__(self) -> str:
            return self.name

    try:
        yield Leaf
    finally:
        apps.all_models["townships"].pop("leaf")
        apps.clear_cache()


def rows() -> dict[str, list[str]]:
    """Every row of every table that a backup holds, as Python sees it, read without the program's help."""
    return {
        label: sorted(repr(tuple(_seen(v) for v in row)) for row in model._base_manager.values_list())
        for label, model in tables().items()
    }


def _seen(value: Any) -> Any:
    if isinstance(value, memoryview):
        return bytes(value)
    return sorted(value.items()) if isinstance(value, dict) else value


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
