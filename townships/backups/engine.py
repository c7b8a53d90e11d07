"""What SQLite and PostgreSQL do differently when everything is read, or written, at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Model

#: The short patience of the web (config/settings.py) would end a long backup.
_PATIENT = "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0"


@contextmanager
def snapshot() -> Iterator[None]:
    """Within the block every query sees the rows as they stood at one moment; others go on writing."""
    if connection.vendor == "postgresql":
        with transaction.atomic(durable=True), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute(_PATIENT)
            yield
        return
    connection.ensure_connection()
    mode, connection.transaction_mode = connection.transaction_mode, "DEFERRED"
    try:
        with transaction.atomic(durable=True):
            yield  # WAL: the first SELECT fixes what is seen
    finally:
        connection.transaction_mode = mode


@contextmanager
def alone(models: Iterable[type[Model]]) -> Iterator[None]:
    """One transaction in which nobody else writes to these tables; all of the block holds, or nothing."""
    with transaction.atomic(durable=True):
        if connection.vendor == "postgresql":
            tables = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in models)
            with connection.cursor() as cursor:
                cursor.execute(_PATIENT)
                cursor.execute(f"LOCK TABLE {tables} IN EXCLUSIVE MODE")
        yield  # SQLite began IMMEDIATE: whoever writes is alone


def continue_numbering(models: Iterable[type[Model]]) -> None:
    """Where numbers come from a sequence, the next one follows the highest that is there."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(models)):
            cursor.execute(statement)
