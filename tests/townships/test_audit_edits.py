"""A hundred edits by SQL, drawn at random: every one is found, and the first bad row named. With their control."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection, transaction

from tests.factories import make_district, make_user
from townships import audit, clock
from townships.models import AuditChain, AuditEvent, Role

pytestmark = pytest.mark.django_db
ROWS = 60
#: Every column of a row but its id, which tells nothing, with a value that no row of ``chain`` has.
COLUMNS: dict[str, Any] = {
    "at": datetime(2019, 5, 4, tzinfo=UTC),
    "actor_id": None,
    "actor_name": "别人",
    "action": "sign_out",
    "subject": "user:another",
    "detail": '{"ip": "第九机"}',
    "previous_hash": "f" * 64,
    "hash": "e" * 64,
    "sequence": 9_000,
    "chain_id": 0,
}


@pytest.fixture
def chain() -> AuditChain:
    district = make_district()
    person = make_user("a", Role.AUDITOR, district)
    for number in range(1, ROWS + 1):
        with clock.demo_clock(datetime(2023, 1, 1, 9, number % 60, 0, number * 7, tzinfo=UTC)):
            audit.append(
                district=district, action="sign_in", actor=person, subject="user:a", detail={"n": number}
            )
    audit.append(district=None, action="sign_in")
    return AuditChain.objects.get(district=district)


def sql(statement: str, *params: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)


def update(chain: AuditChain, draw: random.Random) -> int:
    row, column = draw.randint(1, ROWS), draw.choice(list(COLUMNS))
    value = COLUMNS[column]
    if column == "chain_id":
        value = AuditChain.objects.get(of_installation=True).pk
        row = draw.randint(2, ROWS)  # the installation's chain has a first row
    sql(
        f"UPDATE townships_auditevent SET {column} = %s WHERE chain_id = %s AND sequence = %s",
        value,
        chain.pk,
        row,
    )
    return row


def delete(chain: AuditChain, draw: random.Random) -> int:
    row = draw.randint(1, ROWS)
    sql("DELETE FROM townships_auditevent WHERE chain_id = %s AND sequence = %s", chain.pk, row)
    return row


def swap(chain: AuditChain, draw: random.Random) -> int:
    one, other = sorted(draw.sample(range(1, ROWS + 1), 2))
    renumber(chain, one, 9_000)
    renumber(chain, other, one)
    renumber(chain, 9_000, other)
    return one


def insert(chain: AuditChain, draw: random.Random) -> int:
    at = draw.randint(1, ROWS)
    for number in range(ROWS, at - 1, -1):
        renumber(chain, number, number + 1)
    sql(
        "INSERT INTO townships_auditevent (chain_id, sequence, at, actor_name, action, subject, detail,"
        " previous_hash, hash) SELECT chain_id, %s, at, actor_name, action, subject, detail, previous_hash, hash"
        " FROM townships_auditevent WHERE chain_id = %s AND sequence = %s",
        at,
        chain.pk,
        at + 1,
    )
    return at


def add(chain: AuditChain, draw: random.Random) -> int:
    """One more row behind the last, well sealed, but not through the door: the tip does not know of it."""
    last = AuditEvent.objects.get(chain=chain, sequence=ROWS)
    forged = AuditEvent(
        chain=chain, sequence=ROWS + 1, at=last.at, action="sign_in", detail={}, previous_hash=last.hash
    )
    forged.hash = audit.seal(forged)
    forged.save()
    return ROWS + 1


def cut(chain: AuditChain, draw: random.Random) -> int:
    row = draw.randint(1, ROWS)
    sql("DELETE FROM townships_auditevent WHERE chain_id = %s AND sequence >= %s", chain.pk, row)
    return row


def renumber(chain: AuditChain, old: int, new: int) -> None:
    statement = "UPDATE townships_auditevent SET sequence = %s WHERE chain_id = %s AND sequence = %s"
    sql(statement, new, chain.pk, old)


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


EDITS: tuple[Callable[[AuditChain, random.Random], int], ...] = (
    update,
    update,
    delete,
    swap,
    insert,
    add,
    cut,
)


def test_a_hundred_edits_of_a_hundred_are_found(chain: AuditChain) -> None:
    draw = random.Random(20260301)
    missed = []
    for number in range(100):
        edit = EDITS[number % len(EDITS)]
        with undone():
            bad = edit(chain, draw)
            broken = audit.prove(chain).broken
            if broken is None or broken.sequence != bad or str(bad) not in broken.words:
                missed.append((edit.__name__, bad, broken and broken.words))
    assert missed == []
    assert audit.first_bad_row(chain) is None


@pytest.mark.parametrize("column", sorted(set(COLUMNS) - {"sequence", "chain_id", "hash", "previous_hash"}))
def test_control_without_the_seal_a_changed_value_is_not_seen(
    chain: AuditChain, column: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sql(f"UPDATE townships_auditevent SET {column} = %s WHERE sequence = 31", COLUMNS[column])
    assert audit.first_bad_row(chain) == "第31行与印记不符"
    monkeypatch.setattr(audit, "proves_itself", lambda row: True)
    assert audit.first_bad_row(chain) is None


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("UPDATE townships_auditchain SET last_sequence = 58", "第58行与登记的链尾不符"),
        ("UPDATE townships_auditchain SET last_sequence = 61", "第61行以后被截去"),
        ("UPDATE townships_auditchain SET last_hash = 'x'", "第60行与登记的链尾不符"),
    ],
)
def test_a_tip_that_was_touched_is_found(chain: AuditChain, statement: str, named: str) -> None:
    sql(statement + " WHERE id = %s", chain.pk)
    assert audit.first_bad_row(chain) == named


def test_what_cannot_even_be_read_is_named(chain: AuditChain) -> None:
    """SQLite keeps what it is given; PostgreSQL lets no such value in."""
    statement = "UPDATE townships_auditevent SET at = %s WHERE chain_id = %s AND sequence = 31"
    if connection.vendor == "sqlite":
        sql(statement, "2023-02-31 00:00:00", chain.pk)
        assert audit.first_bad_row(chain) == "第31行无法读取"
        sql("UPDATE townships_auditevent SET actor_name = x'ff' WHERE sequence = 17")
        assert audit.first_bad_row(chain) == "第17行与印记不符"
    else:
        with pytest.raises(Exception, match="2023-02-31"), transaction.atomic():
            sql(statement, "2023-02-31 00:00:00", chain.pk)
        assert audit.first_bad_row(chain) is None


def test_what_is_written_meanwhile_is_no_fault(chain: AuditChain, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tip is read, then somebody signs in, then the rows are read."""
    rows = audit.rows

    def late(which: AuditChain) -> Iterator[audit.Row]:
        audit.append(district=which.district, action="sign_in")
        return rows(which)

    monkeypatch.setattr(audit, "rows", late)
    proof = audit.prove(chain)
    assert (proof.broken, proof.tip.sequence) == (None, ROWS + 1)


def test_control_without_a_second_look_at_the_tip_a_forged_row_is_not_seen(
    chain: AuditChain, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(chain, random.Random(1))
    assert audit.first_bad_row(chain) == "第61行以后没有登记在链尾"
    monkeypatch.setattr(audit, "_meets_its_tip", lambda chain, reached: None)
    assert audit.first_bad_row(chain) is None


def test_two_last_rows_that_disagree_are_found(chain: AuditChain, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody writes a row and a tip meanwhile, and they do not fit."""
    rows = audit.rows

    def late(which: AuditChain) -> Iterator[audit.Row]:
        audit.append(district=which.district, action="sign_in")
        AuditChain.objects.filter(pk=which.pk).update(last_hash="x")
        return rows(which)

    monkeypatch.setattr(audit, "rows", late)
    assert audit.first_bad_row(chain) == "第61行与登记的链尾不符"
