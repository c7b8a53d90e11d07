"""Which returned block is which printed one: by its bookmark, by the same words, by similar words, by its place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from rapidfuzz import fuzz

from reports.imports.labels import leading
from reports.imports.returned.shape import Block

#: A paragraph whose bookmark is lost is known again when this much of it is the same (0…100).
SIMILAR = 60
#: Below this much a bookmark is not believed when another paragraph has exactly its words.
STRANGE = 30
#: A heading is never longer; a paragraph in its place is not it, rewritten.
HEADING = 60


def match(printed: Sequence[Block], came: Sequence[Block]) -> dict[int, int]:
    """Returned block → printed block, by index; blocks that do not stand (all deleted) match nothing."""
    pairing = _Pairing(printed, came)
    pairing.by_name()
    pairing.by_text()
    pairing.by_words()
    pairing.by_place()
    return pairing.pairs


class _Pairing:
    """Pairs as they are found: what is paired is not asked again."""

    def __init__(self, printed: Sequence[Block], came: Sequence[Block]) -> None:
        self.printed, self.came = printed, came
        self.pairs: dict[int, int] = {}
        self._free = set(range(len(printed)))
        self._open = {index for index, block in enumerate(came) if block.stands and not block.aside}

    def _pair(self, new: int, old: int) -> None:
        self.pairs[new] = old
        self._free.discard(old)
        self._open.discard(new)

    def by_name(self) -> None:
        """A bookmark may span several paragraphs (one was split, one set in front), and a paragraph may hold several
        (some were joined): the most alike pair wins, and each block is used once."""
        words: dict[str, int] = {}
        for index in sorted(self._open):
            words.setdefault(self.came[index].text, index)
        where: dict[str, list[int]] = defaultdict(list)
        for index in sorted(self._open):
            covering = any(count for _, count in self.came[index].names)
            for name, count in self.came[index].names:
                if count or not covering:
                    where[name].append(index)
        scored = []
        for old, block in enumerate(self.printed):
            for name, _ in block.names:
                for new in where.get(name, ()):
                    score = fuzz.ratio(block.text, self.came[new].text)
                    strange = score < STRANGE and words.get(block.text, new) != new
                    if not strange and bool(block.rows) == bool(self.came[new].rows):
                        scored.append((-score, new, old))
        self._take(scored)

    def by_text(self) -> None:
        """The same words, the first to the first."""
        waiting: dict[str, list[int]] = defaultdict(list)
        for old in sorted(self._free):
            waiting[self.printed[old].text].append(old)
        for new in sorted(self._open):
            if waiting.get(self.came[new].text):
                self._pair(new, waiting[self.came[new].text].pop(0))

    def by_words(self) -> None:
        """Similar words, the most alike first; of equals the one nearer to where it stood."""
        scored = []
        for new in self._open:
            block = self.came[new]
            for old in self._free:
                if bool(self.printed[old].rows) != bool(block.rows):
                    continue
                score = fuzz.ratio(self.printed[old].text, block.text, score_cutoff=SIMILAR)
                if score:
                    scored.append((-score, abs(old - new), new, old))
        self._take([(score, new, old) for score, _, new, old in sorted(scored)])

    def by_place(self) -> None:
        """One unknown block where one known is missing, between the same neighbours: rewritten from end to end."""
        standing = [index for index, block in enumerate(self.came) if block.stands and not block.aside]
        for position, new in enumerate(standing):
            if new not in self._open:
                continue
            above = self.pairs.get(standing[position - 1], None) if position else -1
            below = (
                self.pairs.get(standing[position + 1]) if position + 1 < len(standing) else len(self.printed)
            )
            if above is None or below is None or below != above + 2 or above + 1 not in self._free:
                continue
            if self._could_be(self.printed[above + 1], self.came[new]):
                self._pair(new, above + 1)

    def _could_be(self, old: Block, new: Block) -> bool:
        """A heading does not become a long paragraph, nor a line without a number a numbered one."""
        short = any(name == "title" or name.split("_")[-1][0] in "thodg" for name, _ in old.names)
        numbered = leading(new.text) is not None and leading(old.text) is None
        return bool(old.rows) == bool(new.rows) and not numbered and (not short or len(new.text) <= HEADING)

    def _take(self, scored: list[tuple[float, int, int]]) -> None:
        for _, new, old in sorted(scored, key=lambda one: one[0]):
            if new in self._open and old in self._free:
                self._pair(new, old)
