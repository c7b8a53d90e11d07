"""What comes back is what was there: every row and every byte, from either database into either."""

from __future__ import annotations

import hashlib
import json
import stat
from collections.abc import Callable
from datetime import time
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.models import JSONField, Value
from django.test import Client

from reports import verifying
from reports.enums import Status
from reports.models import Entry, Figure, Indicator
from tests import factories
from tests.townships.backups.places import Places, at, files, rows
from townships.backups import checking, making, restoring, tables
from townships.models import AuditEvent, District, Township, User

pytestmark = pytest.mark.django_db(transaction=True)

#: Planes beyond the first, private use, emoji with joiners, Uyghur, Tibetan, Mongolian, and all that ends a line.
ODD = (
    "\U00020000\U000323af\ue000👩\u200d🌾ئۇيغۇر བོད་ ᠮᠣᠩᠭᠣᠯ\ufe00 \"'\\ \r\n\t\u0085\u2028\u2029\x7f{[,]} ，。"
)


@pytest.fixture
def lived_in(leaf: Any, keep: Callable[..., Any]) -> Any:
    """A report with a whole life, figures, links between rows, and files."""
    world = factories.make_world()
    factories.report_at(world, Status.FILED)
    factories.publish(world)
    factories.correct(world)
    indicator = Indicator.objects.create(code="x", name="某项", unit="件", theme="t", position=1)
    Figure.objects.create(report=world.report, indicator=indicator, state="reported", value="36.5000")
    one, other = Entry.objects.all()
    one.answers.add(other)
    root = keep(
        "2022/报告.docx", b"PK\0\xff" * 1000, data={"z": 1, "a": [None, True, 1.5, ODD]}, bytes=b"\0\xff"
    )
    keep("封面.jpg", b"\xff\xd8", above=root)
    leaf.objects.create(
        name=ODD, above=root, data=Value(None, JSONField()), at=time(23, 59, 59, 999999), number=0.1
    )
    root.above = root
    root.save()
    return world


def told(there: dict[str, list[str]]) -> tuple[list[str], dict[str, list[str]]]:
    """The audit rows, which every place goes on writing, apart from the rest."""
    audit = there.pop("townships.auditevent")
    there.pop("townships.auditchain")
    return audit, there


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_there_and_back_every_row_and_byte_is_equal(
    engine: str, lived_in: Any, places: Places, tmp_path: Path, media: Path
) -> None:
    making.make(tmp_path / "first")
    audit, here = told(rows())
    assert here["reports.entry_answers"] and len(here["townships.leaf"]) == 3
    for number, kind in enumerate([engine, connection.vendor]):
        with at(places.empty(kind)):
            restoring.restore(tmp_path / ("first", "second")[number])
            audit_there, there = told(rows())
            assert there == here
            assert (
                len(set(audit) & set(audit_there)) >= len(audit) - 1
            )  # all but the row told after the backup
            assert files(Path(settings.MEDIA_ROOT)) == files(media)
            assert list(verifying.problems()) == []
            call_command("verify_files")
            assert User.objects.get(username="drafter.1").check_password(factories.PASSWORD)
            if number == 0:
                making.make(tmp_path / "second")


def test_a_public_page_is_the_same_to_the_byte(lived_in: Any, places: Places, tmp_path: Path) -> None:
    address = f"/2022/{lived_in.townships[0].key}/"
    before = Client().get(address)
    making.make(tmp_path / "b")
    with at(places.empty(connection.vendor)):
        restoring.restore(tmp_path / "b")
        after = Client().get(address)
    assert before.status_code == 200
    assert (after.status_code, after.content) == (before.status_code, before.content)


def test_a_blank_database_gets_its_tables_first(
    world: Any, places: Places, tmp_path: Path, media: Path
) -> None:
    making.make(tmp_path / "b")
    with at(places.blank(connection.vendor)):
        restoring.restore(tmp_path / "b")
        assert Township.objects.count() == len(world.townships)


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_numbering_goes_on_behind_the_highest(
    engine: str, world: Any, places: Places, tmp_path: Path, media: Path
) -> None:
    highest = District.objects.order_by("pk").last()
    making.make(tmp_path / "b")
    with at(places.empty(engine)):
        restoring.restore(tmp_path / "b")
        assert factories.make_district("500103", "渝中区").pk > highest.pk


def test_the_audit_tells_of_backup_and_restore(
    world: Any, places: Places, tmp_path: Path, media: Path
) -> None:
    _, seal = making.make(tmp_path / "b")
    done = AuditEvent.objects.filter(action__startswith="backup.").order_by("sequence")
    assert [event.words for event in done] == ["开始备份", "完成备份"]
    assert done[1].detail["sha256"] == seal
    with at(places.empty(connection.vendor)):
        restoring.restore(tmp_path / "b")
        assert [event.words for event in done.all()] == ["开始备份", "从备份恢复"]
        assert done.all()[1].detail["sha256"] == seal


def test_who_is_signed_in_and_the_key_of_the_installation_stay_out(
    world: Any, tmp_path: Path, media: Path
) -> None:
    client = Client()
    client.force_login(world.people["drafter"], backend="townships.backends.PostBackend")
    Client().post("/login/", {"username": "drafter.1", "password": "mistyped-secret"})
    manifest, _ = making.make(tmp_path / "b")
    with ZipFile(tmp_path / "b") as source:
        everything = b"".join(source.read(name) for name in source.namelist())
    for secret in (client.session.session_key, "mistyped-secret", settings.SECRET_KEY, factories.PASSWORD):
        assert secret.encode() not in everything
    assert not [label for label in manifest.tables if label.startswith(("sessions.", "axes."))]


def test_no_table_of_the_backup_points_into_one_left_out() -> None:
    held = set(tables.tables().values())
    pointing = [
        field
        for model in held
        for field in model._meta.local_concrete_fields
        if field.related_model and field.related_model not in held and not field.related_model._meta.proxy
    ]
    assert pointing == []


def test_a_value_no_line_can_carry_stops_the_backup() -> None:
    with pytest.raises(TypeError, match="complex"):
        tables._plain(1j)


def test_the_file_can_be_proved_and_opened_without_this_program(
    world: Any, tmp_path: Path, media: Path
) -> None:
    """As the how-to says: ``head -c -71 FILE | sha256sum``, and any program that opens a zip."""
    path = tmp_path / "b"
    _, seal = making.make(path)
    assert hashlib.sha256(path.read_bytes()[:-71]).hexdigest() == seal
    with ZipFile(path) as source:
        assert source.testzip() is None
        assert source.comment == f"sha256:{seal}".encode()
        columns = json.loads(source.read("manifest.json"))["tables"]["townships.district"]["columns"]
        line, _ = source.read("tables/townships.district.jsonl").splitlines()
    assert dict(zip(columns, json.loads(line), strict=True))["code"] == "500101"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_backup_is_proved_without_a_database(world: Any, tmp_path: Path, media: Path) -> None:
    made = making.make(tmp_path / "b")
    with connection.execute_wrapper(lambda *asked: pytest.fail("asked the database")):
        assert checking.check(tmp_path / "b") == made
