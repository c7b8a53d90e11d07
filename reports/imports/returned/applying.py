"""How a change stands to the text of today, and bringing it in. Plain and pure: from content to content.

The draft may have gone on since the copy was made. A line is found by its words, near to where it was: where neither
the copy's words nor the new ones stand there, somebody has altered it meanwhile, and a person decides.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz

from reports.content import (
    MAX_DEPTH,
    ReportContent,
    Table,
    from_plain,
    read_body,
    sha256,
    to_plain,
    write_body,
)
from reports.imports.returned.change import Change, Spot

#: A line that was altered meanwhile is known again when this much of it is the same (0…100).
ALIKE = 40
#: The order in which several changes are brought in: words first, so that each is found where it stood; deletions last.
ORDER = ("text", "move_row", "row", "move", "paragraph", "delete", "delete_row")
#: The names of a part's or row's texts in ``content``.
_NAMES = {"h": "heading", "o": "owner", "d": "due", "g": "target", "t": "title"}


@dataclass(frozen=True, slots=True)
class Standing:
    """``state``: "open" (may be brought in), "done" (already in the text), "altered" (``now`` stands there today, a
    person decides), "gone" (its place is no longer there) or "aside" (nothing to bring in)."""

    state: str
    now: str = ""

    @property
    def seal(self) -> str:
        """Of the text a person saw when deciding against it."""
        return sha256(self.now)[:16]


def standings(content: ReportContent, changes: Iterable[Change]) -> dict[str, Standing]:
    """How each change stands to the text of today."""
    text = _Text(content)
    return {one.key: text.standing(one) for one in changes}


def apply(content: ReportContent, changes: Iterable[Change]) -> ReportContent:
    """The text with these changes, whose order does not matter. One whose place is gone is passed over, an altered
    line is overwritten: ask ``standings`` first."""
    text = _Text(content)
    arrivals = ("row", "move_row"), ("move", "paragraph")
    rank = {kind: min(ORDER.index(one) for one in group) for group in arrivals for kind in group}
    asked = [one for one in changes if one.kind in ORDER]
    for change in sorted(asked, key=lambda one: rank.get(one.kind, ORDER.index(one.kind))):
        if text.standing(change).state in ("open", "altered"):
            text.bring_in(change)
    return from_plain(text.plain)


class _Text:
    """A report as plain dictionaries, with its parts and rows by their ids."""

    def __init__(self, content: ReportContent) -> None:
        self.plain: dict[str, Any] = to_plain(content)
        self.nodes: dict[str, dict[str, Any]] = {"": self.plain}
        self.above: dict[str, str] = {}
        for part in self.plain["parts"]:
            self._learn(part, "")

    def _learn(self, node: dict[str, Any], above: str) -> None:
        self.nodes[node["id"]] = node
        self.above[node["id"]] = above
        for child in self._children(node):
            self._learn(child, node["id"])

    @staticmethod
    def _children(node: dict[str, Any]) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = node["items"] if "items" in node else node["children"]
        return found

    # ---- lines

    def _lines(self, spot: Spot) -> list[str] | None:
        """The texts of a field; None where its part or row is gone."""
        node = self.nodes.get(spot.owner)
        if node is None:
            return None
        if spot.field == "p":
            return [_line(one) for one in node["opening" if "opening" in node else "paragraphs"]]
        if spot.field == "c":
            return str(node.get("cause") or "").split("\n")
        return [node.get("title" if spot.field == "title" else _NAMES[spot.field]) or ""]

    def _write(
        self, spot: Spot, position: int, texts: list[str], *, replaced: int, table: bool = False
    ) -> None:
        """Put ``texts`` in the place of ``replaced`` lines."""
        node = self.nodes[spot.owner]
        if spot.field == "p":
            paragraphs = node["opening" if "opening" in node else "paragraphs"]
            paragraphs[position : position + replaced] = [_paragraph(one, table) for one in texts]
        elif spot.field == "c":
            lines = node["cause"].split("\n") if node["cause"] else []
            lines[position : position + replaced] = texts
            node["cause"] = "\n".join(lines)
        else:
            name = "title" if spot.field == "title" else _NAMES[spot.field]
            node[name] = texts[0] if texts and texts[0] else None if spot.field == "t" else ""

    def _find(self, spot: Spot, texts: Iterable[str]) -> int | None:
        """Where one of the texts stands, the first named first, of the same the one nearest to where it was."""
        lines = self._lines(spot)
        for text in texts:
            places = [index for index, line in enumerate(lines or ()) if line == text]
            if places:
                return min(places, key=lambda index: abs(index - spot.n))
        return None

    def _altered(self, change: Change) -> int | None:
        """The line that was most likely the copy's."""
        lines = self._lines(change.spot) or []
        if change.spot.field not in ("p", "c"):
            return 0
        scored = [
            (fuzz.ratio(change.old, line), -abs(index - change.spot.n), index)
            for index, line in enumerate(lines)
            if line not in change.beside
        ]
        score, _, index = max(scored, default=(0.0, 0, 0))
        return index if score >= ALIKE else None

    # ---- how a change stands

    def standing(self, change: Change) -> Standing:
        if change.kind == "aside":
            return Standing("aside")
        if change.kind in ("row", "move_row", "delete_row"):
            return self._row_standing(change)
        if self._lines(change.spot) is None:
            return Standing("gone")
        if change.kind == "paragraph":
            there = self._find(change.spot, (change.new,)) is not None
            return Standing("done" if there else "open")
        if change.kind == "move":
            return self._move_standing(change)
        if self._find(change.spot, (change.old,)) is not None:
            return Standing("open")
        if change.kind == "text" and self._find(change.spot, (change.new,)) is not None:
            return Standing("done")
        index = self._altered(change)
        if index is None:
            return Standing("done" if change.kind == "delete" else "altered")
        return Standing("altered", (self._lines(change.spot) or [""])[index])

    def _move_standing(self, change: Change) -> Standing:
        *anchors, to = change.after
        at = self._find(change.spot, change.spot.texts)
        goal = self._behind(tuple(anchors), to)
        if goal is None:
            return Standing("gone")
        spot, position = goal
        there = self._find(Spot(spot.owner, spot.field, position), (change.new,))
        if (spot.owner, spot.field) == (change.spot.owner, change.spot.field):
            done = at is not None and at in (position, position - 1) and there == at
            if done or at is None:
                return Standing("done" if done else "gone")
            return Standing("open")
        if at is None:
            return Standing("done" if there is not None else "gone")
        return Standing("open")

    def _row_standing(self, change: Change) -> Standing:
        node = self.nodes.get(change.spot.owner)
        if change.kind == "delete_row":
            if node is None:
                return Standing("done")
            now = "\n".join(_all_lines(node))
            return Standing("open") if now == change.old else Standing("altered", now)
        parent = self.nodes.get(change.parent)
        if change.kind == "row":
            if node is not None:
                return Standing("done")
            return Standing(
                "gone" if parent is None or self._too_deep(change) else self._row_there(change, parent)
            )
        if node is None or parent is None or self._inside(change.parent, change.spot.owner):
            return Standing("gone")
        order = [one["id"] for one in self._children(parent)]
        if self.above[change.spot.owner] == change.parent:
            behind = next((one for one in change.siblings if one in order), "")
            index = order.index(change.spot.owner)
            if (order[index - 1] if index else "") == behind:
                return Standing("done")
        return Standing("open")

    def _row_there(self, change: Change, parent: dict[str, Any]) -> str:
        """A row that says the same, come in from another copy or written by hand, is not brought in twice."""
        wanted = _all_lines(change.item or {})
        return "done" if any(_all_lines(one) == wanted for one in self._children(parent)) else "open"

    def _too_deep(self, change: Change) -> bool:
        depth, above = 0, change.parent
        while self.above.get(above):
            depth, above = depth + 1, self.above[above]
        return depth + _height(change.item or {}) > MAX_DEPTH

    def _inside(self, one: str, other: str) -> bool:
        while one:
            if one == other:
                return True
            one = self.above.get(one, "")
        return False

    # ---- bringing it in

    def bring_in(self, change: Change) -> None:
        if change.kind == "row":
            self._place(change.item or {}, change)
        elif change.kind == "move_row":
            self._place(self._take_out(change.spot.owner), change)
        elif change.kind == "delete_row":
            self._take_out(change.spot.owner)
        elif change.kind == "paragraph":
            spot, position = self._behind(change.after, change.spot) or (change.spot, 0)
            self._write(spot, position, [change.new], replaced=0, table=change.table)
        elif change.kind == "move":
            self._move(change)
        else:
            self._rewrite(change)

    def _rewrite(self, change: Change) -> None:
        index = self._find(change.spot, (change.old,))
        replaced = 1
        if index is None:
            index = self._altered(change)
        if index is None:
            index, replaced = min(change.spot.n, len(self._lines(change.spot) or [])), 0
        texts = [change.new] if change.kind == "text" else []
        self._write(change.spot, index, texts, replaced=replaced, table=change.table)

    def _move(self, change: Change) -> None:
        *anchors, to = change.after
        index = self._find(change.spot, change.spot.texts)
        if index is not None:
            self._write(change.spot, index, [], replaced=1)
        spot, position = self._behind(tuple(anchors), to) or (to, 0)
        self._write(spot, position, [change.new], replaced=0, table=change.table)

    def _behind(self, anchors: tuple[Spot, ...], to: Spot) -> tuple[Spot, int] | None:
        """Where a line goes: behind the nearest of its neighbours that still stands, else to the front of its field."""
        for anchor in anchors:
            if anchor.field in ("p", "c"):
                index = self._find(anchor, reversed(anchor.texts))
                if index is not None:
                    return Spot(anchor.owner, anchor.field), index + 1
        lines = self._lines(to)
        if lines is None:
            return None
        late = any(anchor.field in ("o", "d", "g") for anchor in anchors)
        return to, len(lines) if late else 0

    def _take_out(self, owner: str) -> dict[str, Any]:
        node = self.nodes[owner]
        self._children(self.nodes[self.above[owner]]).remove(node)
        self._forget(node)
        return node

    def _forget(self, node: dict[str, Any]) -> None:
        del self.nodes[node["id"]], self.above[node["id"]]
        for child in self._children(node):
            self._forget(child)

    def _place(self, node: dict[str, Any], change: Change) -> None:
        siblings = self._children(self.nodes[change.parent])
        order = [one["id"] for one in siblings]
        behind = next((order.index(one) + 1 for one in change.siblings if one in order), 0)
        siblings.insert(behind, node)
        self._learn(node, change.parent)


def _line(paragraph: Any) -> str:
    return (
        paragraph
        if isinstance(paragraph, str)
        else write_body((Table(tuple(map(tuple, paragraph["rows"]))),))
    )


def _paragraph(text: str, table: bool) -> Any:
    return to_plain(read_body(text)[0]) if table else text


def _all_lines(node: dict[str, Any]) -> list[str]:
    """Everything written in a row and below it, as ``content.item_text`` gives it."""
    paragraphs: list[str] = []
    for one in node["paragraphs"]:
        paragraphs += [one] if isinstance(one, str) else [cell for row in one["rows"] for cell in row]
    own = [line for line in (node["heading"], *paragraphs, node["cause"]) if line]
    return own + [line for child in node["children"] for line in _all_lines(child)]


def _height(node: dict[str, Any]) -> int:
    return 1 + max((_height(child) for child in node["children"]), default=0)
