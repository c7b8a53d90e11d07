"""What an import hands back: a proposed report, what was put right in it, and what found no place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from reports import content as shape
from reports.content import ReportContent


class ImportRefused(ValueError):
    """A file or text that cannot be read as a report.

    ``code`` is stable (docs/reference/errors.md); ``sentence`` is Chinese, for a clerk: what is wrong with
    the file and what to do.
    """

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Repair:
    """One thing the importer put right. ``place`` is how a person names it: 标题, 一（三）."""

    kind: str
    place: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A report read from a file, for a person to accept part by part. Nothing is saved by making one.

    The three counts are characters without white space. Every character of the source is placed in
    ``content``, listed in ``leftovers``, or counted in ``lost_characters`` (see ``account``).
    ``content.year`` is 0 where the source names no year.
    """

    content: ReportContent
    repairs: tuple[Repair, ...] = ()
    leftovers: tuple[str, ...] = ()
    source_characters: int = 0
    placed_characters: int = 0
    lost_characters: int = 0

    @property
    def leftover_characters(self) -> int:
        return sum(letters(text) for text in self.leftovers)

    @property
    def sentence(self) -> str:
        """The account in words, e.g. 原文3590字，已全部归位，遗漏0字。"""
        if self.lost_characters:
            return (
                f"原文{self.source_characters}字，归位{self.placed_characters}字，"
                f"遗漏{self.lost_characters}字，请对照原文核对。"
            )
        if self.leftovers:
            return (
                f"原文{self.source_characters}字，归位{self.placed_characters}字，"
                f"另有{self.leftover_characters}字不属正文，已单独列出，遗漏0字。"
            )
        return f"原文{self.source_characters}字，已全部归位，遗漏0字。"

    def to_plain(self) -> dict[str, Any]:
        """Dictionaries, lists, strings and numbers only: for JSON."""
        plain: dict[str, Any] = shape.to_plain(self)
        return plain

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> Proposal:
        """The proposal of ``to_plain``'s dictionaries. Raises ContentError, KeyError, TypeError."""
        return cls(
            **plain
            | {
                "content": shape.from_plain(plain["content"]),
                "repairs": tuple(Repair(**one) for one in plain.get("repairs", ())),
                "leftovers": tuple(plain.get("leftovers", ())),
            }
        )


def letters(text: str | Iterable[str]) -> int:
    """How many characters a text has without white space (字数)."""
    return sum(len("".join(one.split())) for one in ([text] if isinstance(text, str) else text))
