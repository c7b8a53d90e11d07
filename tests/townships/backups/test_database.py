"""``verify`` also asks the database itself: pages, constraints, and rows that point nowhere."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, transaction

from reports import verifying
from reports.models import Entry
from tests.factories import make_district
from tests.townships.backups.places import Places, at
from townships.models import User
from townships.verifying import verify_database

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_row_that_points_nowhere_is_found_in_any_table(world: Any) -> None:
    """Within a transaction, whose end the foreign keys wait for."""
    assert list(verify_database()) == []
    with transaction.atomic():
        User.objects.filter(username="drafter.1").update(district=999)
        link = Entry.answers.through.objects
        link.create(from_entry_id="0" * 32, to_entry_id="1" * 32)
        found = list(verify_database())
        assert next(verifying.problems()) == found[0]
        transaction.set_rollback(True)
    assert "townships.user有1行指向不存在的townships.district（district_id）。" in found
    assert "reports.entry_answers有1行指向不存在的reports.entry（to_entry_id）。" in found


def test_what_sqlite_finds_wrong_in_its_file_is_told(places: Places) -> None:
    with at(places.empty("sqlite")):
        make_district()
        assert list(verify_database()) == []
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA ignore_check_constraints = ON")
            cursor.execute("INSERT INTO townships_auditchain (last_sequence, last_hash) VALUES (0, '')")
            cursor.execute("PRAGMA ignore_check_constraints = OFF")
        assert list(verify_database()) == ["数据库文件：CHECK constraint failed in townships_auditchain。"]
