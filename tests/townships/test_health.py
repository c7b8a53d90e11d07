"""What the probes and ``manage.py health`` say, each fault a real one where a test can make it."""

from __future__ import annotations

import json
import os
import shutil
import threading
from datetime import timedelta
from io import StringIO
from pathlib import Path
from time import perf_counter
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection, connections
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from tests.factories import make_district
from townships import audit, clock, health
from townships.models import AuditChain


def told() -> tuple[int, dict[str, Any]]:
    """The exit code and the JSON of ``manage.py health``."""
    out = StringIO()
    try:
        call_command("health", "--json", stdout=out)
    except SystemExit as stopped:
        return int(str(stopped.code)), json.loads(out.getvalue())
    return 0, json.loads(out.getvalue())


def check(name: str) -> dict[str, Any]:
    return next(one for one in told()[1]["checks"] if one["name"] == name)


@pytest.fixture
def safe(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test run does without the disk; a district does not."""
    careful = {name: min(values) for name, values in health.DURABLE[connection.vendor].items()}
    monkeypatch.setattr(health, "_setting", lambda name: careful.get(name, "on"))


@pytest.fixture
def database_away(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A database no new connection reaches: a path that cannot be opened, a host that is not there."""
    (tmp_path / "a folder").mkdir()
    nowhere = {"NAME": tmp_path / "a folder"} if connection.vendor == "sqlite" else {"HOST": "/nowhere"}
    for key, value in nowhere.items():
        monkeypatch.setitem(connections.databases["default"], key, value)


# ------------------------------------------------------------------------- /healthz and /readyz


def test_alive_asks_neither_database_nor_session(client: Client) -> None:
    """Without the mark of a database test, a query would raise."""
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


@pytest.mark.django_db
def test_ready_when_everything_is_there(client: Client) -> None:
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (200, {"status": "ready", "problems": []})
    assert not response.cookies
    assert client.head("/readyz").status_code == 200
    assert client.post("/readyz").status_code == 405


@pytest.mark.django_db
def test_not_ready_without_the_database(client: Client, database_away: None) -> None:
    response = client.get("/readyz")
    assert (response.status_code, response.json()["problems"]) == (503, ["database"])
    assert response["Retry-After"] == "30"
    assert client.get("/healthz").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_not_ready_with_a_migration_missing(client: Client) -> None:
    recorded = MigrationRecorder.Migration.objects.filter(app="townships").order_by("-id").first()
    MigrationRecorder.Migration.objects.filter(pk=recorded.pk).delete()
    try:
        response = client.get("/readyz")
        assert (response.status_code, response.json()["problems"]) == (503, ["migrations"])
        assert f"townships.{recorded.name}" in check("migrations")["detail"]["pending"]
    finally:
        recorded.save(force_insert=True)
    assert client.get("/readyz").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("free", "total", "problems"),
    [
        (900 << 20, 100 << 30, ["disk"]),  # less than 1 GB and than a tenth
        (900 << 20, 2 << 30, []),  # a small disk with room
        (8 << 30, 100 << 30, []),  # a large one with gigabytes left
        (0, 20 << 20, ["disk"]),
    ],
)
def test_not_ready_with_the_disk_nearly_full(
    client: Client, monkeypatch: pytest.MonkeyPatch, free: int, total: int, problems: list[str]
) -> None:
    usage = SimpleNamespace(total=total, used=total - free, free=free)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)
    response = client.get("/readyz")
    assert (response.status_code, response.json()["problems"]) == (503 if problems else 200, problems)


@pytest.mark.django_db
@pytest.mark.parametrize(("files", "left", "full"), [(1000, 5, True), (1000, 50, False), (0, 0, False)])
def test_a_disk_without_inodes_is_full(
    monkeypatch: pytest.MonkeyPatch, files: int, left: int, full: bool
) -> None:
    monkeypatch.setattr(os, "statvfs", lambda path: SimpleNamespace(f_files=files, f_favail=left))
    monkeypatch.setattr(
        shutil, "disk_usage", lambda path: SimpleNamespace(total=1 << 40, used=0, free=1 << 40)
    )
    assert ("disk" in health.unready()) is full


@pytest.mark.django_db
def test_not_ready_when_a_folder_cannot_be_written(
    client: Client, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a file").write_text("")
    settings.MEDIA_ROOT = tmp_path / "a file" / "inside"  # as root, rights alone would refuse nothing
    response = client.get("/readyz")
    assert (response.status_code, response.json()["problems"]) == (503, ["folders"])
    assert check("folders")["detail"]["closed"] == ["MEDIA_ROOT"]


@pytest.mark.django_db
def test_a_folder_that_is_made_at_its_first_use_is_no_fault(settings: Any, tmp_path: Path) -> None:
    settings.PUBLIC_ROOT = tmp_path / "not" / "yet"
    assert health.unready() == []
    assert not settings.PUBLIC_ROOT.exists() and list(tmp_path.iterdir()) == []


@pytest.mark.django_db
def test_strangers_learn_words_and_nothing_else(client: Client, database_away: None) -> None:
    for address in ("/healthz", "/readyz"):
        body = client.get(address).content.decode()
        assert not set("/\\.") & set(body), body


def test_a_database_that_hangs_is_waited_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second question does not queue behind the first for ever, nor start another thread."""
    monkeypatch.setattr(health, "PATIENCE", 0.2)
    answer = threading.Event()
    asked = []

    def hang() -> health.Finding:
        asked.append(1)
        answer.wait(10)
        return health.Finding("database", health.OK, "", {})

    began = perf_counter()
    for _ in range(2):
        assert [one.detail for one in health.of_database((hang,))] == [{"error": "timeout"}]
    assert perf_counter() - began < 2
    assert len(asked) == 1
    answer.set()
    # The control: a database that answers is heard, once the first question has come to its end.
    monkeypatch.setattr(health, "PATIENCE", 5)
    assert [one.state for one in health.of_database((hang,))] == [health.OK]


# ------------------------------------------------------------------------- manage.py health


@pytest.mark.django_db
def test_a_healthy_installation_says_so(safe: None, settings: Any) -> None:
    code, said = told()
    assert (code, said["status"], said["problems"]) == (0, "ok", [])
    assert said["version"] == health.version() == "0.1.0"
    assert (said["debug"], said["plain_http"]) == (settings.DEBUG, settings.PLAIN_HTTP)
    assert said["now"].endswith("+08:00") and said["time_zone"] == "Asia/Shanghai"
    out = StringIO()
    call_command("health", stdout=out)
    lines = out.getvalue().splitlines()
    assert "法治年报 0.1.0" in lines[0] and lines[-1] == "正常。"


@pytest.mark.django_db
def test_it_tells_of_a_database_that_is_away(database_away: None, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = told()
    assert (code, said["problems"]) == (1, ["database"])
    with pytest.raises(SystemExit):
        call_command("health")
    assert "有问题，请按上面所说处理。" in capsys.readouterr().out


@pytest.mark.django_db
def test_a_database_that_would_lose_saves_in_a_power_cut_is_trouble() -> None:
    """The databases of the test run are such ones (tests/plugins)."""
    found = check("durability")
    assert found["state"] == "trouble"
    loose = "synchronous=0" if connection.vendor == "sqlite" else "fsync=off、full_page_writes=off"
    assert loose in found["words"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "value", "state"),
    [
        ("fsync", "off", "trouble"),
        ("synchronous_commit", "off", "trouble"),
        ("synchronous_commit", "remote_apply", "ok"),
        ("full_page_writes", "off", "trouble"),
        ("data_checksums", "off", "notice"),
        ("data_checksums", "on", "ok"),
    ],
)
def test_each_setting_of_postgresql_counts(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, state: str
) -> None:
    monkeypatch.setattr(connection, "vendor", "postgresql")
    monkeypatch.setattr(health, "_setting", lambda asked: value if asked == name else "on")
    assert health.durability().state == state


@pytest.mark.django_db
def test_the_tips_of_the_audit_are_told_and_a_torn_one_is_trouble() -> None:
    district = make_district()
    audit.append(district=district, action="sign_in")
    chain = AuditChain.objects.get()
    found = health.tips()
    assert found.state == "ok"
    assert found.detail == {"500101": {"sequence": 1, "hash": chain.last_hash}}
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM townships_auditevent")
    assert (health.tips().state, "万州区" in health.tips().words) == ("trouble", True)
    AuditChain.objects.update(last_sequence=0)
    assert health.tips().state == "ok"


@pytest.mark.django_db
@pytest.mark.parametrize(("count", "state"), [(20, "ok"), (21, "trouble")])
def test_many_lockouts_within_the_hour_are_trouble(count: int, state: str) -> None:
    with clock.demo_clock(clock.now() - timedelta(hours=2)):
        audit.append(district=None, action="sign_in.locked")
    for _ in range(count):
        audit.append(district=None, action="sign_in.locked")
    found = health.lockouts()
    assert (found.state, found.detail) == (state, {"last_hour": count})


@pytest.mark.django_db
def test_the_last_backup_is_told_and_one_too_old_is_trouble() -> None:
    assert (health.last_backup().state, health.last_backup().detail) == ("notice", {"last": None})
    made = clock.now() - timedelta(hours=49)
    with clock.demo_clock(made):
        audit.append(district=None, action="backup.made", detail={"file": "a.backup"})
    assert health.last_backup().state == "ok"
    assert health.last_backup().detail == {"last": made.isoformat(), "file": "a.backup"}
    with clock.demo_clock(made + timedelta(hours=51)):
        assert health.last_backup().state == "trouble"


def test_settings_worth_knowing_are_noticed(settings: Any) -> None:
    settings.DEBUG, settings.PLAIN_HTTP = True, True
    settings.SECOND_FACTOR_ROLES = []
    assert {one.name: one.state for one in health.of_settings()} == {
        "debug": "notice",
        "plain_http": "notice",
        "second_factor": "notice",
    }
    settings.DEBUG, settings.PLAIN_HTTP = False, False
    settings.SECOND_FACTOR_ROLES = ["reviewer"]
    assert [(one.name, one.state) for one in health.of_settings()] == [("second_factor", "ok")]


@pytest.mark.django_db
def test_an_error_that_is_no_outage_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    """The lock is given back, whatever happened to the one who held it."""

    def locked() -> health.Finding:
        raise OperationalError("database is locked")

    assert [one.name for one in health.of_database((locked,))] == ["database"]
    assert health.unready() == []
