"""What a rule is given, and what it gives."""

from __future__ import annotations

from dataclasses import dataclass

from reports.enums import Severity


@dataclass(frozen=True, slots=True)
class CheckContext:
    """The tables a rule may look at: everything it needs to know that is not in the report."""

    year: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found. ``part`` and ``entry`` are ids ("" where the place does not exist); ``start`` and ``end``
    a range of characters in the row's text when the finding is about a phrase."""

    id: str
    severity: Severity
    message: str
    suggestion: str = ""
    part: str = ""
    entry: str = ""
    #: How a person names the place: 二（三）.
    path: str = ""
    quote: str = ""
    start: int | None = None
    end: int | None = None

    @property
    def place(self) -> str:
        """The key an explanation hangs on."""
        return self.entry or self.part
