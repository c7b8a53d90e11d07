"""What the tests of the backup share."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.conf import settings
from django.db import connection, connections

from tests.plugins.postgres import start
from tests.townships.backups.places import Places, leaf_model
from townships.backups import archive


@pytest.fixture(scope="session")
def postgres_address() -> Iterator[str]:
    """A PostgreSQL server: the one of this run, or one started for these tests."""
    ours = connections.databases["default"]
    if ours["ENGINE"].endswith("postgresql"):
        host = ours["HOST"].replace("/", "%2F")
        port = f":{ours['PORT']}" if ours["PORT"] else ""
        password = f":{ours['PASSWORD']}" if ours["PASSWORD"] else ""
        yield f"postgres://{ours['USER']}{password}@{host}{port}/postgres"
    else:
        address, stop = start()
        yield address
        stop()


@pytest.fixture(scope="session")
def places(tmp_path_factory: pytest.TempPathFactory, postgres_address: str) -> Places:
    return Places(tmp_path_factory.mktemp("places"), postgres_address)


@pytest.fixture
def media(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """MEDIA_ROOT of this test."""
    folder = tmp_path / "media"
    folder.mkdir()
    monkeypatch.setattr(settings, "MEDIA_ROOT", folder)
    return folder


@pytest.fixture
def leaf(transactional_db: None, media: Path) -> Iterator[Any]:
    """The model that keeps files, with its table."""
    with leaf_model() as model:
        with connection.schema_editor() as editor:
            editor.create_model(model)
        yield model
        with connection.schema_editor() as editor:
            editor.delete_model(model)


@pytest.fixture
def keep(leaf: Any, media: Path) -> Callable[..., Any]:
    """``keep("a/b.docx", b"…")``: a file below MEDIA_ROOT and the row that names it."""

    def make(name: str, content: bytes, **fields: Any) -> Any:
        path = media / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return leaf.objects.create(
            name=name, file=name, file_sha256=hashlib.sha256(content).hexdigest(), **fields
        )

    return make


def rewrite(path: Path, **changed: bytes | None) -> None:
    """The same backup with members replaced or (None) left out, sealed anew: what no program of ours would write."""
    with ZipFile(path) as source:
        held: dict[str, bytes | None] = {name: source.read(name) for name in source.namelist()}
    path.unlink()
    with archive.writing(path) as target:
        for name, content in {**held, **changed}.items():
            if content is not None:
                with archive.member(target, name) as member:
                    member.write(content)
