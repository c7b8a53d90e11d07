"""Writing and proving the audit chain.

``append`` is the last statement before COMMIT: it locks the tip of the chain, and whoever holds the tip asks for
no other lock, so that no order of locks can deadlock.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC
from typing import Any

from django.db import transaction

from townships import clock
from townships.models import AuditChain, AuditEvent, District
from townships.models.audit import GENESIS


def append(
    *,
    district: District | None,
    action: str,
    actor: Any = None,
    actor_name: str = "",
    subject: str = "",
    detail: dict[str, Any] | None = None,
) -> AuditEvent:
    """Add a row to the district's chain (without a district, to the installation's).

    Must run inside the transaction of what it records, as its last statement; raises outside one.
    """
    row = {"action": action, "actor": actor, "actor_name": actor_name, "subject": subject, "detail": detail}
    return append_all(district=district, rows=[row])[0]


def append_all(*, district: District | None, rows: Iterable[dict[str, Any]]) -> list[AuditEvent]:
    """Add many rows to one chain in their order, its tip locked once. A row is what ``append`` takes, without the
    district. Raises as ``append`` does."""
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("audit.append belongs inside the transaction it records")
    chain = _tip(district)
    events = [_next(chain, **row) for row in rows]
    AuditEvent.objects.add_sealed(events)
    chain.save(update_fields=["last_sequence", "last_hash"])
    return events


def _next(
    chain: AuditChain,
    *,
    action: str,
    actor: Any = None,
    actor_name: str = "",
    subject: str = "",
    detail: dict[str, Any] | None = None,
) -> AuditEvent:
    """The chain's next row, sealed; the tip in memory moves with it."""
    event = AuditEvent(
        chain=chain,
        sequence=chain.last_sequence + 1,
        at=clock.now(),
        actor=actor,
        actor_name=(actor.name if actor else actor_name)[:200],
        action=action,
        subject=subject[:200],
        detail=json.loads(json.dumps(detail or {}, ensure_ascii=False)),
        previous_hash=chain.last_hash,
    )
    event.hash = seal(event)
    chain.last_sequence, chain.last_hash = event.sequence, event.hash
    return event


def _tip(district: District | None) -> AuditChain:
    of_whom: dict[str, Any] = {"district": district} if district else {"of_installation": True}
    chains = AuditChain.objects.select_for_update().filter(**of_whom).order_by("pk")
    chain = chains.first()
    if chain is None:
        AuditChain.objects.get_or_create(**of_whom)
        chain = chains.first()
        assert chain is not None, "the chain was made above"
    return chain


def seal(event: AuditEvent) -> str:
    """SHA-256 over the row and the seal before it, in canonical JSON."""
    row = {
        "sequence": event.sequence,
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": event.actor_id,
        "actor_name": event.actor_name,
        "action": event.action,
        "subject": event.subject,
        "detail": event.detail,
        "previous": event.previous_hash,
    }
    text = json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def first_bad_row(chain: AuditChain) -> str | None:
    """What is wrong with the chain, naming the first bad row; None when every row proves itself and the tip is met."""
    previous, expected = GENESIS, 1
    for event in chain.events.order_by("sequence").iterator(chunk_size=2000):
        if event.sequence != expected:
            return f"第{expected}行不见了"
        if event.previous_hash != previous or event.hash != seal(event):
            return f"第{event.sequence}行与印记不符"
        previous, expected = event.hash, expected + 1
    if (chain.last_sequence, chain.last_hash) != (expected - 1, previous):
        return f"第{expected}行以后被截去"
    return None
