"""Writing and proving the audit chain.

``append`` is the last statement before COMMIT: it locks the tip of the chain, and whoever holds the tip asks for
no other lock, so that no order of locks can deadlock. ``prove`` walks a chain: every row seals itself and the one
before it, and the tip is met. Whoever can write the tables can also write a tip that fits a shortened chain. What
finds that is an anchor: the number and seal of a chain's last row, kept elsewhere (``manage.py audit_export``).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.db import transaction

from townships import clock
from townships.models import AuditChain, AuditEvent, District
from townships.models.audit import GENESIS

_canonical = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
#: The chain that belongs to no district, where chains are called by a district's code.
INSTALLATION = "installation"
#: In the order of ``Row``.
COLUMNS = (
    "sequence",
    "at",
    "actor_id",
    "actor_name",
    "action",
    "subject",
    "detail",
    "previous_hash",
    "hash",
)
#: What a value that was written past Django does to whoever reads or seals it.
UNREADABLE = (ValueError, TypeError, AttributeError)


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
    """The seal of a row that is about to be written."""
    return sealed(
        event.sequence,
        event.at,
        event.actor_id,
        event.actor_name,
        event.action,
        event.subject,
        event.detail,
        event.previous_hash,
    )


def sealed(
    sequence: int,
    at: datetime,
    actor: int | None,
    actor_name: str,
    action: str,
    subject: str,
    detail: Any,
    previous: str,
) -> str:
    """SHA-256, in hexadecimal, over a row and the seal before it, in canonical JSON (UTF-8, sorted keys, UTC)."""
    row = {
        "sequence": sequence,
        "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": actor,
        "actor_name": actor_name,
        "action": action,
        "subject": subject,
        "detail": detail,
        "previous": previous,
    }
    return hashlib.sha256(_canonical(row).encode("utf-8")).hexdigest()


# ------------------------------------------------------------------------- proving


class Anchor(NamedTuple):
    """The last row of a chain at one time. ``chain`` is a district's code, or ``INSTALLATION``."""

    chain: str
    sequence: int
    hash: str


class Row(NamedTuple):
    """What is sealed, in the order of ``sealed``, and the seal. The row's id is no part of what it tells."""

    sequence: int
    at: datetime
    actor: int | None
    actor_name: str
    action: str
    subject: str
    detail: Any
    previous: str
    hash: str


class Broken(Exception):
    """A chain that does not prove itself. ``sequence`` is the first bad row, ``words`` a Chinese clause."""

    def __init__(self, sequence: int, words: str) -> None:
        super().__init__(words)
        self.sequence, self.words = sequence, words


class Proof(NamedTuple):
    """What became of one chain. ``tip`` is the last row that was proved; ``broken`` is None when all is well."""

    name: str
    tip: Anchor
    broken: Broken | None


class Walk:
    """Along one chain, row by row. ``tip`` is the last row that was proved; ``known`` the seals that must be met."""

    def __init__(self, start: Anchor) -> None:
        self.tip = start
        self.known: dict[int, str] = {}

    def expect(self, sequence: int, hash: str) -> None:
        """A seal that is known from elsewhere. Raises Broken where another one stands for the same row."""
        there = self.tip.hash if sequence == self.tip.sequence else self.known.setdefault(sequence, hash)
        if there != hash:
            raise Broken(sequence, f"第{sequence}行与登记的链尾不符")

    def take(self, row: Row) -> None:
        """The next row. Raises Broken."""
        number = self.tip.sequence + 1
        if row.sequence != number:
            raise Broken(number, f"第{number}行不见了")
        if row.previous != self.tip.hash or not proves_itself(row):
            raise Broken(number, f"第{number}行与印记不符")
        if self.known.get(number, row.hash) != row.hash:
            raise Broken(number, f"第{number}行与登记的链尾不符")
        self.tip = Anchor(self.tip.chain, number, row.hash)

    def end(self) -> None:
        """No row is left. Raises Broken when there ought to be one."""
        if max(self.known, default=0) > self.tip.sequence:
            raise Broken(self.tip.sequence + 1, f"第{self.tip.sequence + 1}行以后被截去")


def proves_itself(row: Row) -> bool:
    """Whether the row is what was sealed."""
    try:
        return row.hash == sealed(*row[:-1])
    except UNREADABLE:
        return False


# ------------------------------------------------------------------------- the chains of the database


def prove_all(anchors: Iterable[Anchor] = ()) -> Iterator[Proof]:
    """Every chain of the database, and every chain an anchor knows of. Reads only; writers need not stop."""
    kept: dict[str, list[Anchor]] = {}
    for anchor in anchors:
        kept.setdefault(anchor.chain, []).append(anchor)
    for chain in AuditChain.objects.select_related("district").order_by("pk"):
        yield prove(chain, kept.pop(key(chain), ()))
    for missing in kept:
        yield Proof(missing, Anchor(missing, 0, GENESIS), Broken(1, "整条链不见了"))


def first_bad_row(chain: AuditChain) -> str | None:
    """What is wrong with the chain, naming the first bad row; None when every row proves itself and the tip is met."""
    broken = prove(chain).broken
    return broken.words if broken else None


def prove(chain: AuditChain, anchors: Iterable[Anchor] = ()) -> Proof:
    """One chain, against its tip and the anchors that were kept of it."""
    walk = Walk(Anchor(key(chain), 0, GENESIS))
    try:
        _along(chain, walk, anchors)
    except Broken as broken:
        return Proof(str(chain), walk.tip, broken)
    return Proof(str(chain), walk.tip, None)


def _along(chain: AuditChain, walk: Walk, anchors: Iterable[Anchor]) -> None:
    # The tip first: what is written from here on lies beyond it, and is no fault.
    chain.refresh_from_db()
    walk.expect(chain.last_sequence, chain.last_hash)
    for anchor in anchors:
        walk.expect(anchor.sequence, anchor.hash)
    for row in rows(chain):
        walk.take(row)
    walk.end()
    if walk.tip.sequence > chain.last_sequence:
        _meets_its_tip(chain, walk.tip)


def _meets_its_tip(chain: AuditChain, reached: Anchor) -> None:
    """A row and the tip are committed together: whatever row was seen, the tip now lies there or beyond."""
    before = chain.last_sequence
    chain.refresh_from_db()
    if chain.last_sequence < reached.sequence:
        raise Broken(before + 1, f"第{before + 1}行以后没有登记在链尾")
    if chain.last_sequence == reached.sequence and chain.last_hash != reached.hash:
        raise Broken(reached.sequence, f"第{reached.sequence}行与登记的链尾不符")


def rows(chain: AuditChain, after: int = 0) -> Iterator[Row]:
    """The rows of a chain in their order. Raises Broken at one that cannot even be read."""
    chosen = chain.events.order_by("sequence").filter(sequence__gt=after)
    values = chosen.values_list(*COLUMNS)
    read = 0
    try:
        for one in values.iterator(chunk_size=2000):
            yield Row._make(one)
            read += 1
    except UNREADABLE:
        # The whole chunk failed; one by one it shows which row it was.
        for pk, sequence in chosen.values_list("pk", "sequence")[read:]:
            try:
                yield Row._make(values.get(pk=pk))
            except UNREADABLE:
                raise Broken(sequence, f"第{sequence}行无法读取") from None


def key(chain: AuditChain) -> str:
    """How a chain is called outside the database."""
    return chain.district.code if chain.district else INSTALLATION
