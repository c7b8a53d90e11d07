"""Many hands at one chain: no row lost, none twice; with its control."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, transaction

from tests.factories import make_district
from townships import audit
from townships.models import AuditChain, AuditEvent, District

pytestmark = pytest.mark.django_db(transaction=True)

HANDS, ROWS = 8, 5


def at_once(step: Callable[[int], object]) -> list[Exception]:
    """``HANDS`` threads, each doing ``step`` ``ROWS`` times in transactions of their own; what went wrong."""

    def hand(number: int) -> list[Exception]:
        wrong: list[Exception] = []
        try:
            for _ in range(ROWS):
                try:
                    with transaction.atomic():
                        step(number)
                except IntegrityError as error:
                    wrong.append(error)
        finally:
            connection.close()
        return wrong

    with ThreadPoolExecutor(HANDS) as pool:
        return [error for wrong in pool.map(hand, range(HANDS)) for error in wrong]


@pytest.mark.parametrize("of_district", [True, False])
def test_parallel_writers_make_one_unbroken_chain(of_district: bool) -> None:
    """From the very first row: the chain itself is made by whoever comes first, and by nobody else."""
    district: District | None = make_district() if of_district else None
    wrong = at_once(
        lambda number: audit.append(district=district, action="sign_in", actor_name=f"第{number}人")
    )
    assert wrong == []
    chain = AuditChain.objects.get()
    assert chain.last_sequence == HANDS * ROWS
    assert audit.first_bad_row(chain) is None


def test_control_without_the_lock_on_the_tip_writers_collide(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the lock is for. SQLite lets one writer in at a time by itself (BEGIN IMMEDIATE)."""
    district = make_district()
    with transaction.atomic():
        audit.append(district=district, action="sign_in")

    def unlocked(whose: District | None) -> AuditChain:
        tip = AuditChain.objects.get(district=whose)
        time.sleep(0.005)
        return tip

    monkeypatch.setattr(audit, "_tip", unlocked)
    wrong = at_once(lambda number: audit.append(district=district, action="sign_in"))
    assert bool(wrong) is (connection.vendor == "postgresql")


def test_a_row_belongs_inside_the_transaction_it_records() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        audit.append(district=None, action="sign_in")
    assert not AuditEvent.objects.exists()
