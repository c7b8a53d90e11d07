"""What a returned file holds: blocks with both of their texts, who changed what, and the comments."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from reports import content as content_shape

#: The bookmarks that ``exports.docx`` sets: a row's or part's paragraph, the title, the copy it was made from.
NAME = re.compile(r"(?:r_[0-9a-f]{32}_[a-z]\d*|title)\Z")
COPY = re.compile(r"copy_([0-9a-f]{32})\Z")


@dataclass(frozen=True, slots=True)
class Piece:
    """One tracked change: ``kind`` "insert" or "delete"; ¶ is a paragraph's end. ``at`` is as Word wrote it, or ""."""

    kind: str
    text: str
    author: str
    at: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph or table of the document.

    ``text`` is what stands there when every tracked change is accepted ("" for a paragraph that is gone),
    ``before`` when every one is rejected. ``names`` are bookmarks with the number of characters they cover here.
    ``rows`` are a table's cells; ``aside`` says where text beside the body stands (文本框, 脚注).
    """

    text: str
    before: str = ""
    names: tuple[tuple[str, int], ...] = ()
    pieces: tuple[Piece, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    heading: bool = False
    aside: str = ""

    @property
    def stands(self) -> bool:
        return bool(self.text or self.rows)

    @property
    def authors(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(piece.author for piece in self.pieces))

    @property
    def at(self) -> str:
        """The time of the last tracked change in it."""
        return max((piece.at for piece in self.pieces), default="")


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment with its replies. ``block`` is the index of the block it is tied to, -1 for none."""

    author: str
    text: str
    at: str = ""
    quote: str = ""
    block: int = -1
    replies: tuple[Comment, ...] = ()


@dataclass(frozen=True, slots=True)
class Returned:
    """A whole returned file. ``copies`` are the ids of the copies it says it was made from, 32 hexadecimal digits;
    ``pictures`` counts drawings that hold no text (a handwritten note cannot be read)."""

    blocks: tuple[Block, ...]
    comments: tuple[Comment, ...] = ()
    copies: tuple[str, ...] = ()
    pictures: int = 0

    def to_plain(self) -> dict[str, Any]:
        """Dictionaries, lists, strings and numbers only: for JSON."""
        plain: dict[str, Any] = content_shape.to_plain(self)
        return plain

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> Returned:
        """The file of ``to_plain``'s dictionaries. Raises KeyError, TypeError."""
        return cls(
            **plain
            | {
                "blocks": tuple(_block(one) for one in plain["blocks"]),
                "comments": tuple(comment_of(one) for one in plain["comments"]),
                "copies": tuple(plain["copies"]),
            }
        )


def _block(plain: dict[str, Any]) -> Block:
    return Block(
        **plain
        | {
            "names": tuple((name, count) for name, count in plain["names"]),
            "pieces": tuple(Piece(**one) for one in plain["pieces"]),
            "rows": tuple(tuple(row) for row in plain["rows"]),
        }
    )


def comment_of(plain: dict[str, Any]) -> Comment:
    """The comment of ``to_plain``'s dictionary."""
    return Comment(**plain | {"replies": tuple(comment_of(one) for one in plain["replies"])})
