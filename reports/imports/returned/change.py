"""What came back, as a list of changes a person accepts or leaves one by one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from reports.content import to_plain
from reports.imports.returned.shape import Comment, comment_of

#: What a change does, with the word for it on the page.
KINDS = {
    "text": "修改",
    "paragraph": "新增一段",
    "delete": "删除一段",
    "move": "移动一段",
    "row": "新增一条",
    "delete_row": "删除一条",
    "move_row": "移动一条",
    "aside": "请手工处理",
}


@dataclass(frozen=True, slots=True)
class Spot:
    """A line of the report: of the part or row ``owner`` ("" for the report itself) its ``field`` ("title"; t title,
    h heading, p paragraphs, c lines of the cause, o owner, d due, g target), there line ``n``. ``texts`` are the words
    it may have by now: those of the copy, and those that came back."""

    owner: str
    field: str
    n: int = 0
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """One change. ``old`` and ``new`` are texts without number and introducing words.

    ``spot`` is the line it is about (of a row, its first); ``after`` the lines it belongs behind, the nearest first;
    ``parent`` and ``siblings`` the place of a new or moved row, ``item`` a new one as ``content.to_plain`` gives it.
    ``beside`` are the other lines of that field, as they were and as they came back: none of them is this one, altered.
    ``authors`` are those of the tracked changes, none where nothing was tracked; ``untracked``: part of it was not.
    """

    key: str
    kind: str
    path: str
    old: str
    new: str
    spot: Spot
    after: tuple[Spot, ...] = ()
    parent: str = ""
    siblings: tuple[str, ...] = ()
    item: dict[str, Any] | None = None
    table: bool = False
    beside: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    at: str = ""
    untracked: bool = False
    note: str = ""
    comments: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        return KINDS[self.kind]


@dataclass(frozen=True, slots=True)
class Remarked:
    """A comment of a leader: ``path`` is the place it is tied to ("" for none), ``about`` that paragraph's text."""

    key: str
    path: str
    about: str
    comment: Comment


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that came back, in the order of the file."""

    changes: tuple[Change, ...] = ()
    comments: tuple[Remarked, ...] = ()
    pictures: int = 0

    def to_plain(self) -> dict[str, Any]:
        """Dictionaries, lists, strings and numbers only: for JSON."""
        plain: dict[str, Any] = to_plain(self)
        return plain

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> Comparison:
        """The comparison of ``to_plain``'s dictionaries. Raises KeyError, TypeError."""
        return cls(
            tuple(_change(one) for one in plain["changes"]),
            tuple(Remarked(**one | {"comment": comment_of(one["comment"])}) for one in plain["comments"]),
            plain["pictures"],
        )


def _change(plain: dict[str, Any]) -> Change:
    return Change(
        **plain
        | {
            "spot": _spot(plain["spot"]),
            "after": tuple(_spot(one) for one in plain["after"]),
            "siblings": tuple(plain["siblings"]),
            "beside": tuple(plain["beside"]),
            "authors": tuple(plain["authors"]),
            "comments": tuple(plain["comments"]),
        }
    )


def _spot(plain: dict[str, Any]) -> Spot:
    return Spot(**plain | {"texts": tuple(plain["texts"])})
