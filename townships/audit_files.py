"""The audit carried out of the database: a file that proves itself, and the anchors to keep elsewhere.

JSON lines, UTF-8. ``{"kind": "chain"}`` opens a chain at the row before its first; ``{"kind": "row"}`` is one row with
all that is sealed (``townships.audit.sealed``: SHA-256 over the canonical JSON of the other fields) and its seal;
``{"kind": "anchor"}``, at the end, names the last row of each chain. Cutting the file short loses an anchor.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from townships import clock
from townships.audit import UNREADABLE, Anchor, Broken, Proof, Row, Walk, key, rows
from townships.models import AuditChain
from townships.models.audit import GENESIS


class NoAuditFile(ValueError):
    """A file that holds no export of ours. Says what is wrong, in Chinese."""


# ------------------------------------------------------------------------- out


def lines(chains: Iterable[AuditChain], since: date | None = None) -> Iterator[str]:
    """The file, line by line without line ends. ``since`` leaves out whole days before it (Asia/Shanghai)."""
    anchors = []
    for chain in chains:
        anchor = _start(chain, since)
        yield _line("chain", anchor, name=str(chain))
        for row in rows(chain, after=anchor.sequence):
            anchor = Anchor(anchor.chain, row.sequence, row.hash)
            yield _line("row", anchor, **_told(row))
        anchors.append(anchor)
    for anchor in anchors:
        yield _line("anchor", anchor)


def tips(chains: Iterable[AuditChain]) -> Iterator[str]:
    """The anchors alone, as the tips stand: a line a chain, to be printed, mailed or written beside the backups."""
    for chain in chains:
        yield _line("anchor", Anchor(key(chain), chain.last_sequence, chain.last_hash))


def _start(chain: AuditChain, since: date | None) -> Anchor:
    """The row before the first one that is wanted."""
    if since is None:
        return Anchor(key(chain), 0, GENESIS)
    midnight = datetime.combine(since, time.min, clock.SHANGHAI)
    first = chain.events.filter(at__gte=midnight).order_by("sequence").first()
    if first is None:
        return Anchor(key(chain), chain.last_sequence, chain.last_hash)
    return Anchor(key(chain), first.sequence - 1, first.previous_hash)


def _told(row: Row) -> dict[str, Any]:
    told = row._asdict()
    told["at"] = row.at.astimezone(UTC).isoformat(timespec="microseconds")
    return {name: value for name, value in told.items() if name not in Anchor._fields}


def _line(kind: str, anchor: Anchor, **more: Any) -> str:
    return json.dumps({"kind": kind, **anchor._asdict(), **more}, ensure_ascii=False, separators=(",", ":"))


# ------------------------------------------------------------------------- in, without a database


def anchors_of(path: Path) -> list[Anchor]:
    """The anchors of a file, an export or the anchors alone. Raises NoAuditFile, OSError."""
    found = [_anchor(one) for one in _read(path) if one["kind"] == "anchor"]
    if not found:
        raise NoAuditFile(f"{path.name}里没有锚点")
    return found


def prove_file(path: Path, anchors: Iterable[Anchor] = ()) -> Iterator[Proof]:
    """What became of every chain of an exported file. Raises NoAuditFile, OSError."""
    kept = list(anchors)
    walks: dict[str, Walk] = {}
    names: dict[str, str] = {}
    broken: dict[str, Broken] = {}
    ended = set()
    for one in _read(path):
        anchor = _anchor(one)
        whose = anchor.chain
        try:
            if one["kind"] == "chain":
                walks[whose], names[whose] = Walk(anchor), str(one.get("name", whose))
                for other in kept:
                    if other.chain == whose and other.sequence >= anchor.sequence:
                        walks[whose].expect(other.sequence, other.hash)
            elif whose in broken:
                continue
            elif whose not in walks:
                raise NoAuditFile(f"{path.name}里缺少{whose}一链的开头")
            elif one["kind"] == "row":
                walks[whose].take(_row(one))
            else:
                ended.add(whose)
                walks[whose].expect(anchor.sequence, anchor.hash)
                walks[whose].end()
        except Broken as found:
            broken[whose] = found
    if not walks:
        raise NoAuditFile(f"{path.name}里没有审计记录")
    for whose, walk in walks.items():
        if whose not in ended:
            broken.setdefault(whose, Broken(walk.tip.sequence + 1, "文件不完整，末尾的锚点不见了"))
        yield Proof(names[whose], walk.tip, broken.get(whose))


def _read(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            try:
                one = json.loads(line)
                known = one["kind"] in ("chain", "row", "anchor")
            except (*UNREADABLE, KeyError):
                known = False
            if not known:
                raise NoAuditFile(f"{path.name}第{number}行不是审计导出的内容")
            yield one


def _anchor(one: dict[str, Any]) -> Anchor:
    try:
        return Anchor(str(one["chain"]), int(one["sequence"]), str(one["hash"]))
    except (*UNREADABLE, KeyError):
        raise NoAuditFile("有一行缺少链名、序号或印记") from None


def _row(one: dict[str, Any]) -> Row:
    """A row as it was exported. Raises Broken where a field is missing or is no time."""
    try:
        return Row._make(
            datetime.fromisoformat(one[name]) if name == "at" else one[name] for name in Row._fields
        )
    except (*UNREADABLE, KeyError):
        raise Broken(int(one["sequence"]), f"第{one['sequence']}行无法读取") from None
