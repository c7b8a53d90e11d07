"""Plain text: its encoding, and lines that were folded at the width of a page."""

from __future__ import annotations

import codecs
import re

from reports.imports.labels import leading
from reports.imports.lines import Line, Source, clean, invisible_repair
from reports.imports.proposal import ImportRefused, Repair

_UTF16 = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def decode(data: bytes) -> str:
    """Byte-order mark, then strict UTF-8, then GB18030, which holds GB2312 and GBK; no statistics.

    Short GBK texts are taken for Korean by detectors (reference/reliability.md, 3.1). Raises ImportRefused
    not_text for bytes that are none of these.
    """
    try:
        for mark, name in _UTF16:
            if data.startswith(mark):
                return data[len(mark) :].decode(name)
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("gb18030")
    except UnicodeDecodeError:
        raise _not_text() from None
    if len(_CONTROLS.findall(text[:100_000])) * 20 > len(text[:100_000]):
        raise _not_text()
    return text


def _not_text() -> ImportRefused:
    return ImportRefused(
        "not_text",
        "无法识别文件的文字编码，可能不是纯文本，或者文件已损坏。请在记事本中另存为UTF-8编码，或复制全文直接粘贴。",
    )


def read(data: bytes) -> Source:
    """The lines of a .txt file. Raises ImportRefused not_text."""
    return from_text(decode(data))


def from_text(text: str) -> Source:
    """The lines of a text that is already decoded: a file's, or pasted."""
    text, count = clean(text)
    raw = text.split("\n")
    width = _folding(raw)
    repairs = invisible_repair(count)
    if width:
        raw = _unfolded(raw, width)
        repairs += (Repair("folded", "全文", "原文按版面折行，已把同一段的各行接起来。"),)
    return Source(
        tuple(Line(one.strip(), indented=one[:1].isspace()) for one in raw if one.strip()),
        repairs=repairs,
    )


def _folding(raw: list[str]) -> int:
    """The length at which a page folded its lines, 0 when lines are paragraphs.

    Folded means: nothing is longer, and at least two lines in five end exactly there, give or take the room
    that a stop or a number needs.
    """
    lengths = sorted(len(one.rstrip()) for one in raw if one.strip())
    if len(lengths) < 8 or not 18 <= lengths[-1] <= 80:
        return 0
    full = sum(length >= lengths[-1] - 2 for length in lengths)
    return lengths[-1] if full >= 4 and full * 5 >= len(lengths) * 2 else 0


def _unfolded(raw: list[str], width: int) -> list[str]:
    indents = sum(one[:1].isspace() for one in raw if one.strip()) >= 3
    joined: list[list[str]] = []
    before = ""
    for one in raw:
        text = one.strip()
        starts = (one[:1].isspace() if indents else False) or leading(text[:12]) is not None
        if text and before and not starts and len(before.rstrip()) >= width - 2:
            joined[-1].append(text)
        elif text:
            joined.append([one.rstrip()])
        before = one if text else ""
    return ["".join(pieces) for pieces in joined]
