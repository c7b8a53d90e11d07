"""Rows to lines and back, the same for every database: one table, one JSON array a line, in the order of the key."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection
from django.db.models import Field, JSONField, Model, Value
from django.db.models.sql import InsertQuery

#: Left out: who is signed in just now, and who mistyped a password from where. After a restore everybody signs in
#: anew (GB/T 22239-2019: no residual authentication data); sign-ins are told by the audit chain, which is in.
LEFT_OUT = frozenset({"sessions", "axes"})
#: Made by ``migrate``, so an empty place has them; a restore puts those of the backup in their stead.
DERIVED = frozenset({"contenttypes.contenttype", "auth.permission"})
#: Rows read, and rows written, at a time: what is in memory at once.
ROWS, BYTES = 100, 1_000_000


def tables() -> dict[str, type[Model]]:
    """Every table a backup holds, by the label of its model; M2M tables among them."""
    models = (
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.app_label not in LEFT_OUT
    )
    return {model._meta.label_lower: model for model in models}


def columns(model: type[Model]) -> list[str]:
    """The names in the order in which a line gives their values."""
    return [field.attname for field in model._meta.local_concrete_fields]


def lines(model: type[Model]) -> Iterator[bytes]:
    """The rows, streamed; run it inside ``engine.snapshot``."""
    rows = model._base_manager.order_by("pk").values_list(*columns(model))
    for row in rows.iterator(chunk_size=ROWS):
        yield json.dumps(row, ensure_ascii=False, default=_plain).encode("utf-8") + b"\n"


def _plain(value: Any) -> str:
    """A value JSON has no word for. What is not listed is refused: better no backup than one that cannot be read."""
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, (Decimal, UUID)):
        return str(value)
    if isinstance(value, (bytes, memoryview)):
        return base64.b64encode(value).decode("ascii")
    raise TypeError(f"a column holds {type(value).__name__}, which a backup cannot write")


class Account:
    """How many rows, and what they say: equal for equal rows, in any order and on either database."""

    def __init__(self) -> None:
        self.rows = self._sum = 0

    def add(self, line: bytes) -> None:
        """Raises ValueError for what is no JSON. An object's keys count sorted: PostgreSQL keeps no order of them."""
        row = json.loads(line)
        if b"{" in line:
            line = json.dumps(row, ensure_ascii=False, sort_keys=True).encode("utf-8") + b"\n"
        self.rows += 1
        self._sum = (self._sum + int.from_bytes(hashlib.sha256(line).digest(), "big")) % 2**256

    @property
    def digest(self) -> str:
        return f"{self._sum:064x}"


def account_of(model: type[Model]) -> Account:
    """What stands in the table now."""
    account = Account()
    for line in lines(model):
        account.add(line)
    return account


def load(model: type[Model], source: Iterable[bytes]) -> None:
    """Write the rows as they are: no default, no ``auto_now``, no ``save``. Run it inside ``engine.alone``."""
    fields = list(model._meta.local_concrete_fields)
    most = min(ROWS, connection.ops.bulk_batch_size(fields, [None] * ROWS))
    batch: list[Model] = []
    size = 0
    for line in source:
        values = zip(fields, json.loads(line), strict=True)
        batch.append(model(**{field.attname: _value(field, value) for field, value in values}))
        size += len(line)
        if len(batch) == most or size > BYTES:
            _insert(model, fields, batch)
            batch, size = [], 0
    if batch:
        _insert(model, fields, batch)


def _value(field: Field[Any, Any], value: Any) -> Any:
    if value is None and isinstance(field, JSONField) and not field.null:
        return Value(None, JSONField())  # the word null, where the column cannot be empty
    return field.to_python(value)


def _insert(model: type[Model], fields: list[Field[Any, Any]], batch: list[Model]) -> None:
    query = InsertQuery(model)
    query.insert_values(fields, batch, raw=True)
    query.get_compiler(connection=connection).execute_sql()
