"""From a frozen copy and the file that came back to a list of changes. Plain and pure: nothing is decided here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from reports.comparison import longest_rise
from reports.content import ReportContent, item_text, to_plain
from reports.imports.returned.change import Change, Comparison, Remarked, Spot
from reports.imports.returned.matching import match
from reports.imports.returned.newborn import Newborn
from reports.imports.returned.shape import Block, Returned
from reports.imports.returned.slots import Row, Slot, rows, slots, spoken

OTHER_PART = "这一条移到了内容不同的部分，请打开它，用“移到……部分”办理。"
_NOWHERE = Spot("", "")
BESIDE = "这段文字不在正文里，需要的请复制。"
FURNITURE = "标题和抬头、落款不在正文里，需要改动的请到“标题和抬头”办理。"


def compare(base: ReportContent, printed: Sequence[Block], came: Returned) -> Comparison:
    """Everything that differs. ``base`` is the copy's text, ``printed`` its blocks as our own export reads."""
    return _Comparing(base, printed, came).result()


class _Comparing:
    """One walk through the returned file, in its order."""

    def __init__(self, base: ReportContent, printed: Sequence[Block], came: Returned) -> None:
        self.rows = rows(base)
        self.slots = slots(base, printed)
        self.printed, self.came = printed, came
        self.pairs = match(printed, came.blocks)
        self.slot_of = {new: self.slots[old] for new, old in self.pairs.items()}
        self.live = [i for i, block in enumerate(came.blocks) if block.stands and not block.aside]
        self.heads = self._heads()
        self.last = max((i for i, slot in enumerate(self.slots) if slot), default=-1)
        self.newborn = Newborn(came.blocks, self.live, self.pairs, self.slots, self.rows, self.heads)
        #: Each change with its position in the file, and the blocks it is about.
        self.found: list[tuple[float, tuple[int, ...], Change]] = []
        self.children: dict[str, list[str]] = defaultdict(list)
        self.above: dict[str, str] = {}
        #: Part or row → its own blocks in the order of the file.
        self.own: dict[str, list[int]] = defaultdict(list)

    def result(self) -> Comparison:
        self._walk()
        for owner, own in self.own.items():
            self._lines(owner, own)
        self._rows_moved()
        self._deleted()
        self._beside()
        self.found.sort(key=lambda one: one[0])
        told = list(self._comments())
        changes = []
        for number, (_, blocks, change) in enumerate(self.found, 1):
            keys = tuple(one.key for one in told if one.comment.block in blocks)
            changes.append(replace(change, key=f"c{number}", comments=keys))
        return Comparison(tuple(changes), tuple(told), self.came.pictures)

    # ---- who stands where

    def _heads(self) -> dict[str, int]:
        """The block with which each part and row begins in the file: its heading, else the first of its own."""
        first: dict[str, int] = {}
        headed: dict[str, int] = {}
        for new in self.live:
            slot = self.slot_of.get(new)
            if slot and slot.owner:
                first.setdefault(slot.owner, new)
                if slot.field in "th":
                    headed[slot.owner] = new
        return first | headed

    def _walk(self) -> None:
        """Give every block its row, every row its parent; find new rows."""
        stack: list[str] = []
        beginning = {new: owner for owner, new in self.heads.items()}
        ended = False
        taken: tuple[int, ...] = ()
        for position, new in enumerate(self.live):
            old = self.pairs.get(new)
            if new in taken:
                continue
            if new in beginning:
                self._enter(self.rows[beginning[new]], stack)
                ended = False
            elif old is not None:
                ended = ended or (self.slots[old] is None and old > self.last)
            elif ended:
                self._tell(new, (new,), "aside", new=self.came.blocks[new].text, note=BESIDE)
                continue
            else:
                taken = self._heading(position) or self._row(position, stack)
                if taken:
                    continue
            self.own[stack[-1] if stack else ""].append(new)

    def _enter(self, row: Row, stack: list[str]) -> None:
        if row.depth == 0:
            stack[:] = [row.id]
            return
        levels = {self._depth(one): one for one in stack}
        parent = levels.get(row.depth - 1, row.above)
        if row.above not in self.heads or parent not in self.rows:
            parent = row.above
        self.children[parent].append(row.id)
        self.above[row.id] = parent
        chain = [parent]
        while chain[0] in self.rows and self.rows[chain[0]].depth:
            chain.insert(0, self.above.get(chain[0], self.rows[chain[0]].above))
        stack[:] = [*chain, row.id]

    def _depth(self, owner: str) -> int:
        return self.rows[owner].depth if owner in self.rows else -1

    def _heading(self, position: int) -> tuple[int, ...]:
        """A heading for a row that had none."""
        found = self.newborn.heading(position)
        if found is None:
            return ()
        row, text = found
        new = self.live[position]
        self._tell(new, (new,), "text", spoken(row, "h", 0), new=text, spot=Spot(row.id, "h", 0, ("", text)))
        return (new,)

    def _row(self, position: int, stack: list[str]) -> tuple[int, ...]:
        """A new row with all that belongs to it."""
        found = self.newborn.row(position, stack)
        if found is None:
            return ()
        depth, blocks, item = found
        parent = stack[depth - 1]
        siblings = tuple(reversed(self.children[parent]))
        self.children[parent].append(item.id)
        path, text = self.rows[parent].place.path, "\n".join(self.came.blocks[one].text for one in blocks)
        near = self.rows.get(siblings[0]) if siblings else None
        note = f"接在{near.place.path}之后" if near else ""
        place = {"parent": parent, "siblings": siblings, "item": to_plain(item), "note": note}
        self._tell(blocks[0], blocks, "row", path, new=text, spot=Spot(item.id, "h"), **place)
        return blocks

    # ---- lines

    def _lines(self, owner: str, blocks: list[int]) -> None:
        """The lines of one part or row: what was changed, what is new, what came from elsewhere."""
        stayed = [one for one in blocks if self._is_line(one, owner)]
        kept = longest_rise([self.pairs[one] for one in stayed])
        fixed = {one for position, one in enumerate(stayed) if position in kept}
        home = owner or next(iter(self.rows), "")
        above: list[Spot] = []
        for new in blocks:
            slot = self.slot_of.get(new)
            if new in self.pairs and slot is None:
                continue
            if slot and (new in fixed or slot.field not in ("p", "c")):
                above.append(self._changed(new, slot))
                continue
            field = "c" if above and above[-1].field == "c" else "p"
            after = tuple(reversed(above))
            above.append(self._arrived(new, slot, Spot(home, field), after))

    def _is_line(self, new: int, owner: str) -> bool:
        slot = self.slot_of.get(new)
        return slot is not None and slot.owner == owner and slot.field in ("p", "c")

    def _changed(self, new: int, slot: Slot) -> Spot:
        """A line where it was. Gives it back as what other lines stand behind."""
        text = self._bare(new, slot)
        spot = Spot(slot.owner, slot.field, slot.n, tuple(dict.fromkeys((slot.text, text))))
        if text != slot.text:
            path = spoken(self.rows.get(slot.owner), slot.field, slot.n)
            kind = "text" if text or slot.field not in ("p", "c") else "delete"
            more = {"table": slot.table, "beside": self._beside_of(slot)}
            self._tell(new, (new,), kind, path, old=slot.text, new=text, spot=spot, **more)
        return spot

    def _arrived(self, new: int, slot: Slot | None, to: Spot, after: tuple[Spot, ...]) -> Spot:
        """A line that is new here: written, or moved from elsewhere."""
        block = self.came.blocks[new]
        if slot is None:
            here = self.rows.get(to.owner)
            path = here.place.path if here else ""
            more: dict[str, Any] = {"after": after, "table": bool(block.rows), "note": _behind(after)}
            self._tell(new, (new,), "paragraph", path, new=block.text, spot=to, **more)
            return replace(to, texts=(block.text,))
        text = self._bare(new, slot)
        texts = tuple(dict.fromkeys((slot.text, text)))
        path = spoken(self.rows.get(slot.owner), slot.field, slot.n)
        spot = Spot(slot.owner, slot.field, slot.n, texts)
        goal = self.rows[to.owner].place.path if to.owner in self.rows else ""
        note = f"移到{goal}" if to.owner != slot.owner else "在本条内换了位置"
        place = {"after": (*after, to), "note": note, "table": slot.table}
        self._tell(new, (new,), "move", path, old=slot.text, new=text, spot=spot, **place)
        return replace(to, texts=texts)

    def _bare(self, new: int, slot: Slot) -> str:
        """The line without what print added; the copy's own text where nothing was changed."""
        printed, came = self.printed[self.pairs[new]], self.came.blocks[new]
        if printed.text == came.text:
            return slot.text
        text = slot.bare(came.text)
        return slot.text if text == slot.text.strip() else text

    # ---- rows

    def _rows_moved(self) -> None:
        """Rows under another parent, and of those that stayed the fewest that must have changed their order."""
        for parent, children in self.children.items():
            known = [one for one in children if one in self.rows]
            stayed = [one for one in known if self.rows[one].above == parent]
            kept = longest_rise([self.rows[one].index for one in stayed])
            fixed = {one for position, one in enumerate(stayed) if position in kept}
            for one in known:
                if one not in fixed:
                    self._row_moved(self.rows[one], parent, children[: children.index(one)])

    def _row_moved(self, row: Row, parent: str, above: list[str]) -> None:
        new, text = self.heads[row.id], _shown(row)
        if row.part.kind != self.rows[parent].part.kind:
            self._tell(new, (new,), "aside", row.place.path, old=text, new=text, note=OTHER_PART)
            return
        near = self.rows.get(above[-1]) if above else None
        note = f"移到{near.place.path}之后" if near else f"移到{self.rows[parent].place.path}的最前"
        note = "移到新增的一条之后" if above and not near else note
        place = {"parent": parent, "siblings": tuple(reversed(above)), "note": note}
        self._tell(
            new, (new,), "move_row", row.place.path, old=text, new=text, spot=Spot(row.id, "h"), **place
        )

    # ---- what is gone

    def _deleted(self) -> None:
        position = {old: new for new, old in self.pairs.items()}
        missing = [old for old in range(len(self.slots)) if old not in position]
        whole = self._rows_gone()
        told: set[str] = set()
        for old in missing:
            slot = self.slots[old]
            if slot is None or not slot.text:
                continue
            at = next((position[one] + 0.5 for one in range(old, -1, -1) if one in position), -0.5)
            row = self.rows.get(slot.owner)
            top = self._top(slot.owner, whole)
            if top and top not in told:
                told.add(top)
                self._gone(
                    at, old, "delete_row", self.rows[top].place.path, _shown(self.rows[top]), Spot(top, "h")
                )
            elif not top:
                spot = Spot(slot.owner, slot.field, slot.n, (slot.text,))
                kind = "delete" if slot.field in ("p", "c") else "text"
                self._gone(at, old, kind, spoken(row, slot.field, slot.n), slot.text, spot)

    def _rows_gone(self) -> set[str]:
        """Rows of which nothing came back, neither of those below them."""
        back = {slot.owner for slot in self.slot_of.values() if slot}
        printed = {slot.owner for slot in self.slots if slot}
        gone = {one for one, row in self.rows.items() if row.depth and one in printed and one not in back}
        for one in back:
            above = self.rows[one].above if one in self.rows else ""
            while above:
                gone.discard(above)
                above = self.rows[above].above
        return gone

    def _top(self, owner: str, gone: set[str]) -> str:
        """The highest row that is gone with this one; "" where it still stands."""
        found = ""
        while owner in gone:
            found, owner = owner, self.rows[owner].above
        return found

    def _gone(self, at: float, old: int, kind: str, path: str, text: str, spot: Spot) -> None:
        ghost = self._ghost(old)
        blocks = () if ghost is None else (ghost,)
        slot = self.slots[old]
        beside = self._beside_of(slot) if slot and kind == "delete" else ()
        self._tell(at, blocks, kind, path, old=text, spot=spot, beside=beside)

    def _ghost(self, old: int) -> int | None:
        """The block that still shows who deleted a printed one."""
        names = {name for name, _ in self.printed[old].names}
        for index, block in enumerate(self.came.blocks):
            named = names & {name for name, _ in block.names}
            if not block.stands and (named or block.before == self.printed[old].text):
                return index
        for index, block in enumerate(self.came.blocks):
            if names & {name for name, _ in block.names} and any(
                one.kind == "delete" for one in block.pieces
            ):
                return index
        return None

    def _beside_of(self, slot: Slot) -> tuple[str, ...]:
        """The other lines of a field of several, before and after."""
        if slot.field not in ("p", "c"):
            return ()
        place = (slot.owner, slot.field)
        before = [one.text for one in self.slots if one and one != slot and (one.owner, one.field) == place]
        after = [self._said(new) for new in self.own[slot.owner] if self.slot_of.get(new) != slot]
        return tuple(dict.fromkeys([*before, *after]))

    def _said(self, new: int) -> str:
        slot = self.slot_of.get(new)
        return self._bare(new, slot) if slot else self.came.blocks[new].text

    # ---- beside the text

    def _beside(self) -> None:
        """Text boxes and notes; changes of what stands around the text: shown for copying."""
        for index, block in enumerate(self.came.blocks):
            if block.aside and block.stands:
                self._tell(index, (index,), "aside", block.aside, new=block.text, note=BESIDE)
        for new, slot in self.slot_of.items():
            if slot is None and self.came.blocks[new].text != self.printed[self.pairs[new]].text:
                old, now = self.printed[self.pairs[new]].text, self.came.blocks[new].text
                self._tell(new, (new,), "aside", "抬头、落款", old=old, new=now, note=FURNITURE)

    def _comments(self) -> Iterator[Remarked]:
        names = {name: old for old, block in enumerate(self.printed) for name, _ in block.names}
        where = {one: owner for owner, blocks in self.own.items() for one in blocks}
        for number, comment in enumerate(self.came.comments, 1):
            block = self.came.blocks[comment.block] if comment.block >= 0 else None
            slot = self.slot_of.get(comment.block)
            if block and not slot and not block.stands:
                slot = next((self.slots[names[name]] for name, _ in block.names if name in names), None)
            row = self.rows.get(where.get(comment.block, ""))
            path = (
                spoken(self.rows.get(slot.owner), slot.field, slot.n)
                if slot
                else row.place.path
                if row
                else ""
            )
            about = (block.text or block.before) if block else ""
            yield Remarked(f"k{number}", path, about, comment)

    def _tell(
        self,
        at: float,
        blocks: tuple[int, ...],
        kind: str,
        path: str = "",
        *,
        old: str = "",
        new: str = "",
        spot: Spot = _NOWHERE,
        **more: Any,
    ) -> None:
        """One change, with who made it."""
        own = [self.came.blocks[one] for one in blocks]
        authors = tuple(dict.fromkeys(name for block in own for name in block.authors))
        when = max((block.at for block in own), default="")
        whole = all(
            block.rows or block.before == self._printed_text(one)
            for one, block in zip(blocks, own, strict=True)
        )
        untracked = bool(authors) and not whole
        self.found.append(
            (
                at,
                blocks,
                Change("", kind, path, old, new, spot, authors=authors, at=when, untracked=untracked, **more),
            )
        )

    def _printed_text(self, new: int) -> str:
        """What the block said when we printed it: with every tracked change rejected it says so again."""
        block = self.came.blocks[new]
        if new in self.pairs:
            return self.printed[self.pairs[new]].text
        return "" if block.stands else block.before


def _behind(after: tuple[Spot, ...]) -> str:
    """Where a new line belongs, by the words before it."""
    words = after[0].texts[-1].split("\n")[0] if after and after[0].texts else ""
    return f"接在“{words[:16]}{'……' if len(words) > 16 else ''}”之后" if words else ""


def _shown(row: Row) -> str:
    """A row with all below it, for reading."""
    lines: list[str] = []

    def add(item: Any) -> None:
        lines.append(item_text(item))
        for child in item.children:
            add(child)

    add(row.place.item)
    return "\n".join(line for line in lines if line)
