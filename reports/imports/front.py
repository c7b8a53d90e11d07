"""What stands round the text: title, issuers, document number, addressee; signature, date, attachments.

``front.take`` and ``back.take`` cut these off the two ends and leave the body to the outline.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from reports.imports import words
from reports.imports.labels import FIRST, leading, value_of
from reports.imports.lines import Line, Notes

_NUMBER = re.compile(
    r"([\u4e00-\u9fffXx×*]{1,12})\s*[〔\[（(【［]?\s*((?:19|20)\d\d)\s*[〕\]）)】］]?\s*(?:第\s*)?(\d{1,4})\s*号"
)
_LABELLED_NUMBER = re.compile(r"^(?:发文字号|文\s*号|文件编号)\s*[:：]?\s*(.*)$")
_DATE = re.compile(r"((?:19|20)\d\d)\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_CN_DATE = re.compile(
    r"([二一][〇○零Ｏ0O九][〇○零Ｏ0O一二三四五六七八九]{2})\s*年\s*([一二三四五六七八九十]{1,2})\s*月\s*([一二三四五六七八九十]{1,3})\s*日"
)
#: The title stands within the first lines, and is no longer than this.
_REGION, _TITLE = 25, 90


@dataclass(frozen=True, slots=True)
class Front:
    """What was found before the text."""

    title: str = ""
    document_number: str = ""
    addressee: str = ""
    dated: date | None = None
    issuers: tuple[str, ...] = ()


def date_of(text: str) -> date | None:
    """The date in a line that says nothing else: 2023年1月9日, （二〇二三年一月九日）."""
    bare = text.strip().strip("（）()").strip()
    if len(bare) > 30:
        return None
    found = _DATE.fullmatch(bare)
    parts = [int(one) for one in found.groups()] if found else []
    if not found:
        chinese = _CN_DATE.fullmatch(bare)
        if not chinese:
            return None
        parts = [
            words.year_of(f"{chinese.group(1).replace('O', '〇')}年"),
            *map(value_of, chinese.groups()[1:]),
        ]
    try:
        return date(*parts)
    except ValueError:
        return None


def document_number(line: str) -> str:
    """枫政[2022]2号 → 枫政〔2022〕2号; "" for a line that is no document number."""
    labelled = _LABELLED_NUMBER.match(line)
    found = _NUMBER.fullmatch((labelled.group(1) if labelled else line).strip()) if len(line) <= 40 else None
    return f"{found.group(1)}〔{found.group(2)}〕{found.group(3)}号" if found else ""


def take(lines: list[Line], notes: Notes) -> tuple[Front, list[Line]]:
    """Cuts the head off; what stands there and is nothing of it goes to leftovers."""
    region = _region(lines)
    start, end = _title_span(lines[:region])
    title = "".join("".join(line.text.split()) for line in lines[start:end])
    if end - start > 1:
        notes.repair("title", "标题", f"标题原来分{end - start}行，已合为一行。")
    found = Front(title=title)
    for line in lines[:start]:
        found = _before(found, line, notes)
    at = end
    while at < region and (after := _after(found, lines[at], notes)) is not None:
        found, at = after, at + 1
    if at < len(lines) and words.is_addressee(lines[at].text) and not lines[at].number:
        found, at = replace(found, addressee=lines[at].text), at + 1
    return found, lines[at:]


def _region(lines: list[Line]) -> int:
    """How many lines stand before the first sentence or numbered heading."""
    for at, line in enumerate(lines[:_REGION]):
        number = line.number or leading(line.text[:12])
        dated = date_of(line.text) or document_number(line.text)
        if line.table is not None or line.boxed or (number and number.rank <= FIRST and not dated):
            return at
        if (
            len(line.text) > _TITLE
            or line.text.endswith(("。", "；"))
            or re.search("现将|如下[：:。]?$", line.text)
        ):
            return at
    return min(len(lines), _REGION)


def _title_span(region: list[Line]) -> tuple[int, int]:
    """The lines of the title: from the line that ends it (…报告) back to the issuer before 关于."""
    for last, line in enumerate(region):
        if not words.ends_title(line.text):
            continue
        first, text = last, "".join(line.text.split())
        while not _complete(text) and first > 0 and last - first < 3 and _goes_on(region[first - 1].text):
            first -= 1
            text = "".join(region[first].text.split()) + text
        if words.is_title(text):
            headless = text.startswith("关于") or bool(words.year_of(text[:6]))
            while first > 0 and last - first < 3 and _is_issuer(region, first, headless):
                first -= 1
            return first, last + 1
    return 0, 0


def _complete(text: str) -> bool:
    """Whether a title needs nothing above it but, perhaps, its issuer."""
    if not words.is_title(text):
        return False
    return text.startswith("关于") or bool(words.year_of(text)) or bool(words.title_bodies(text))


def _goes_on(text: str) -> bool:
    """Whether a line above may be the beginning of the title: short, no date, number, stop or furniture."""
    if len(text) > 45 or re.search("[。；：:，]", text):
        return False
    return not (date_of(text) or document_number(text) or words.is_furniture(text))


def _is_issuer(region: list[Line], first: int, headless: bool) -> bool:
    """Whether the line above is the issuer of a title without one, or the committee of a joint issue."""
    above = words.bodies(region[first - 1].text)
    if headless or not above:
        return bool(above)
    return above[0].startswith("中共") and bool(words.title_bodies(region[first].text))


def _before(found: Front, line: Line, notes: Notes) -> Front:
    """A line above the title: the document number, or cover and page furniture."""
    number = document_number(line.text)
    if number and not found.document_number:
        _note_number(line.text, number, notes)
        return replace(found, document_number=number)
    notes.leave(*line.texts())
    return found


def _after(found: Front, line: Line, notes: Notes) -> Front | None:
    """A line under the title that is not text yet; None where the text begins."""
    text = line.text
    dated, number = date_of(text), document_number(text)
    bare = re.sub("年度", "年", "".join(text.split()))
    if number and not found.document_number:
        _note_number(text, number, notes)
        return replace(found, document_number=number)
    if dated and found.dated is None:
        notes.marks.append(text)
        return replace(found, dated=dated)
    if words.bodies(text) and found.title and not line.number:
        notes.marks.append(text)
        return replace(found, issuers=words.bodies(text))
    if (
        words.is_furniture(text)
        or dated
        or number
        or (found.title and bare == re.sub("年度", "年", found.title))
    ):
        notes.leave(text)
        return found
    return None


def _note_number(text: str, number: str, notes: Notes) -> None:
    notes.marks.append(text)
    if "".join(text.split()) != number:
        notes.repair("document_number", "文号", f"文号原文写作“{text}”，已按公文格式写为{number}。")
