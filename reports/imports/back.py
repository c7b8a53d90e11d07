"""The end of a report: signature, date, attachments, 抄送 and page furniture."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from reports.imports import words
from reports.imports.front import date_of
from reports.imports.labels import leading
from reports.imports.lines import Line, Notes

_REGION = 30
_MARKER = re.compile(r"^附\s*件(?:清单|目录)?\s*[:：]?\s*$")
_LISTED = re.compile(r"^附\s*件\s*[:：]\s*(?=\S)")
_SIGNED_DATE = re.compile(r"^(.{4,60}?)\s+((?:19|20)\d\d\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日)$")
_COPIED = re.compile(r"^抄送\s*[:：]?\s*")
_APPENDIX = re.compile(r"^附\s*件\s*[0-9一二三四五六七八九十]{0,2}\s*[:：]?")
_ENTRY = 60


@dataclass(frozen=True, slots=True)
class Back:
    """What was found behind the text.

    ``attachments`` are the entries of the list, None where no 附件 stands there; ``appendix`` is the text of
    attachments that follow the signature.
    """

    issuers: tuple[str, ...] = ()
    dated: date | None = None
    cc: str = ""
    attachments: tuple[str, ...] | None = None
    appendix: tuple[Line, ...] = ()


@dataclass(slots=True)
class _Found:
    issuers: list[str]
    dated: date | None = None
    cc: str = ""
    attachments: list[str] | None = None


def take(lines: list[Line], notes: Notes) -> tuple[Back, list[Line]]:
    """Cuts the end off, backwards to the last line of text."""
    found = _Found([])
    lines, appendix = _without_appendix(lines)
    end = len(lines)
    marker = _attachments_begin(lines)
    while end > 0 and end > len(lines) - _REGION:
        line = lines[end - 1]
        if marker is not None and end > marker:
            if not (_signs(line, found, notes) or _trailing(line, found, notes)):
                end = _take_attachments(lines[marker:end], marker, found, notes)
                continue
        elif not (_signs(line, found, notes) or _trailing(line, found, notes)):
            break
        end -= 1
    attachments = None if found.attachments is None else tuple(found.attachments)
    return Back(tuple(found.issuers), found.dated, found.cc, attachments, tuple(appendix)), lines[:end]


def _without_appendix(lines: list[Line]) -> tuple[list[Line], list[Line]]:
    """The report up to its date, and the attachments themselves where they follow it."""
    for at in range(2, len(lines)):
        dated = date_of(lines[at - 1].text) or _SIGNED_DATE.match(lines[at - 1].text)
        if dated and _APPENDIX.match(lines[at].text):
            return lines[:at], lines[at:]
    return lines, []


def _signs(line: Line, found: _Found, notes: Notes) -> bool:
    """A line of the signature: the date, and the bodies above it."""
    if line.number or line.table is not None or line.style:
        return False
    text = line.text
    both = _SIGNED_DATE.match(text)
    bodies = words.bodies(both.group(1) if both else text)
    dated = date_of(both.group(2) if both else text)
    if both and not bodies:
        return False
    if dated and found.dated is None:
        found.dated = dated
    elif not bodies:
        return False
    found.issuers[:0] = bodies
    notes.marks.append(text)
    return True


def _trailing(line: Line, found: _Found, notes: Notes) -> bool:
    """抄送, 联系人, 此件公开发布, page numbers and the foot of a web page."""
    if line.number or line.table is not None:
        return False
    copied = _COPIED.match(line.text)
    if copied and not found.cc and len(line.text) <= 120:
        found.cc = line.text[copied.end() :].rstrip("。")
        notes.marks += [copied.group(), line.text[copied.end() + len(found.cc) :]]
        return True
    stamped = line.boxed and words.is_stamp(line.text)
    if stamped or words.is_closing(line.text) or words.is_furniture(line.text):
        notes.leave(line.text)
        return True
    return False


def _attachments_begin(lines: list[Line]) -> int | None:
    """Where the list of attachments begins: a 附件 line with only short entries and the signature after it."""
    first = max(0, len(lines) - _REGION)
    for at in range(first, len(lines)):
        line = lines[at]
        text = line.text
        if not (_MARKER.match(text) or _LISTED.match(text)):
            continue
        rest = lines[at + 1 :]
        if all(one.table is None and len(one.text) <= _ENTRY and not one.text.endswith("。") for one in rest):
            return at
    return None


def _take_attachments(lines: list[Line], marker: int, found: _Found, notes: Notes) -> int:
    """The entries of 附件, without their numbers; the marker lines but the first are only marks."""
    entries: list[str] = []
    for at, line in enumerate(lines):
        text = line.text
        if _MARKER.match(text):
            notes.marks.append("".join(text.split())[2 * (at == 0) :])
            continue
        listed = _LISTED.match(text)
        if listed:
            notes.marks.append("".join(listed.group().split())[2 * (at == 0) :])
            text = text[listed.end() :]
        number = leading(text)
        if number and line.number is None:
            notes.marks.append(number.text)
            text = text[len(number.text) :]
        if text.strip():
            entries.append(text.strip())
    found.attachments = entries
    return marker
