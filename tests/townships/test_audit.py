"""The audit chain: written once, last in its transaction, and proving itself afterwards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from tests.factories import make_district, make_user
from townships import audit, clock
from townships.models import AuditChain, AuditEvent, District, Role
from townships.models.audit import AppendOnlyError
from townships.verifying import verify_audit

pytestmark = pytest.mark.django_db


@pytest.fixture
def district() -> District:
    return make_district()


@pytest.fixture
def chain(district: District) -> AuditChain:
    """Five rows, told in Chinese, at odd microseconds."""
    for number in range(1, 6):
        with clock.demo_clock(datetime(2023, 1, number, 9, 0, 0, number, tzinfo=UTC)):
            audit.append(
                district=district, action="sign_in", actor_name="周敏", detail={"ip": "第一机", "n": number}
            )
    return AuditChain.objects.get(district=district)


def sql(statement: str, *params: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)


def test_an_untouched_chain_proves_itself(chain: AuditChain) -> None:
    assert audit.first_bad_row(chain) is None
    assert list(verify_audit()) == []
    assert list(chain.events.values_list("sequence", flat=True)) == [1, 2, 3, 4, 5]
    assert chain.last_sequence == 5


def edit(chain: AuditChain) -> None:
    sql("UPDATE townships_auditevent SET actor_name = %s WHERE sequence = 3", "别人")


def edit_detail(chain: AuditChain) -> None:
    sql("UPDATE townships_auditevent SET detail = %s WHERE sequence = 3", '{"ip": "第二机", "n": 3}')


def move_time(chain: AuditChain) -> None:
    sql("UPDATE townships_auditevent SET at = %s WHERE sequence = 3", datetime(2020, 1, 1, tzinfo=UTC))


def delete(chain: AuditChain) -> None:
    sql("DELETE FROM townships_auditevent WHERE sequence = 3")


def swap(chain: AuditChain) -> None:
    for old, new in ((3, 99), (4, 3), (99, 4)):
        sql("UPDATE townships_auditevent SET sequence = %s WHERE sequence = %s", new, old)


def insert(chain: AuditChain) -> None:
    for sequence in (5, 4, 3):
        sql("UPDATE townships_auditevent SET sequence = %s WHERE sequence = %s", sequence + 1, sequence)
    sql(
        "INSERT INTO townships_auditevent"
        " (chain_id, sequence, at, actor_name, action, subject, detail, previous_hash, hash)"
        " SELECT chain_id, 3, at, actor_name, action, subject, detail, hash, hash FROM townships_auditevent"
        " WHERE sequence = 2"
    )


def cut_the_end(chain: AuditChain) -> None:
    sql("DELETE FROM townships_auditevent WHERE sequence >= 4")


def reseal_one(chain: AuditChain) -> None:
    """A cleverer edit: the row's own seal is made anew. The row after it betrays it."""
    event = chain.events.get(sequence=3)
    event.actor_name = "别人"
    sql(
        "UPDATE townships_auditevent SET actor_name = %s, hash = %s WHERE sequence = 3",
        "别人",
        audit.seal(event),
    )


@pytest.mark.parametrize(
    ("tamper", "named"),
    [
        (edit, "第3行与印记不符"),
        (edit_detail, "第3行与印记不符"),
        (move_time, "第3行与印记不符"),
        (delete, "第3行不见了"),
        (swap, "第3行与印记不符"),
        (insert, "第3行与印记不符"),
        (cut_the_end, "第4行以后被截去"),
        (reseal_one, "第4行与印记不符"),
    ],
)
def test_whatever_is_changed_by_sql_the_first_bad_row_is_named(
    chain: AuditChain, tamper: Callable[[AuditChain], None], named: str
) -> None:
    tamper(chain)
    assert audit.first_bad_row(chain) == named
    assert list(verify_audit()) == [f"万州区的审计记录：{named}。"]


def test_the_models_offer_no_way_to_change_a_row(chain: AuditChain) -> None:
    event = chain.events.get(sequence=3)
    event.actor_name = "别人"
    forged = AuditEvent(
        pk=event.pk, chain=chain, sequence=3, at=event.at, action="x", previous_hash="", hash=""
    )
    attempts: list[Callable[[], Any]] = [
        event.save,
        event.delete,
        chain.events.all().delete,
        lambda: AuditEvent.objects.update(actor_name="别人"),
        lambda: AuditEvent.objects.bulk_update([event], ["actor_name"]),
        lambda: AuditEvent.objects.bulk_create([forged]),
    ]
    for attempt in attempts:
        with pytest.raises(AppendOnlyError), transaction.atomic():
            attempt()
    with pytest.raises(IntegrityError), transaction.atomic():
        forged.save()
    assert audit.first_bad_row(chain) is None


def test_a_row_goes_with_the_transaction_it_records(chain: AuditChain, district: District) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        audit.append(district=district, action="sign_out")
        raise ZeroDivisionError
    assert AuditEvent.objects.count() == 5
    assert audit.first_bad_row(AuditChain.objects.get()) is None


def test_each_district_and_the_installation_have_one_chain(district: District) -> None:
    actor = make_user("a", Role.AUDITOR, district)
    for whose in (district, make_district("500102", "涪陵区"), None, None):
        audit.append(district=whose, action="sign_in", actor=actor)
    assert sorted(map(str, AuditChain.objects.all())) == sorted(["万州区", "涪陵区", "本系统"])
    assert AuditEvent.objects.filter(chain__of_installation=True).count() == 2
    assert list(verify_audit()) == []
    for fields in ({"of_installation": True}, {}, {"district": district}, {"of_installation": False}):
        with pytest.raises(IntegrityError), transaction.atomic():
            AuditChain.objects.create(**fields)


def test_long_words_are_cut_and_not_refused(district: District) -> None:
    event = audit.append(district=district, action="sign_in.failed", actor_name="长" * 500, subject="s" * 500)
    assert (len(event.actor_name), len(event.subject)) == (200, 200)
    assert audit.first_bad_row(event.chain) is None


def test_the_auditor_reads_words(chain: AuditChain) -> None:
    assert chain.events.first().words == "登录"
    assert AuditEvent(action="report.submit").words == "报送"
    assert AuditEvent(action="unheard.of").words == "unheard.of"
