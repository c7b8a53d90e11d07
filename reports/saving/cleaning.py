"""What is taken out of typed text, and how long it may be. Everything else is kept code point for code point.

Policy: reliability.md §3. No normalisation: 仿宋 has its variants, names have rare characters, and Uyghur and
emoji need their joiners.
"""

from __future__ import annotations

import re

#: C0 and C1 controls but tab and newline, bidi controls, zero-width space, word joiner, soft hyphen, BOM; and halves
#: of a character (lone surrogates), which no database can hold.
_REMOVED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b\u2060\u00ad\ufeff\ud800-\udfff]"
)
#: Characters a field may hold. A body of a hundred thousand characters is thirty whole reports.
LIMITS = {
    "heading": 300,
    "body": 100_000,
    "cause": 20_000,
    "owner": 200,
    "due": 200,
    "target": 300,
    "duty_of": 12,
    "title": 300,
    "opening": 100_000,
    "issuers": 600,
    "addressee": 200,
    "cc": 200,
}
NAMES = {
    "heading": "标题",
    "body": "正文",
    "cause": "原因",
    "owner": "责任人",
    "due": "完成时限",
    "target": "目标",
    "duty_of": "履职人",
    "title": "标题",
    "opening": "开头",
    "issuers": "发文机关",
    "addressee": "主送机关",
    "cc": "抄送机关",
}
_LINES = frozenset({"heading", "owner", "due", "target", "duty_of", "title", "addressee", "cc"})


def clean_text(text: str) -> str:
    """A text of several paragraphs: line ends made one, blanks at the ends of lines and at the margins gone.

    The two-character indent of a paragraph is the layout's, so what was typed for it is taken off.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    lines = [line.strip() for line in _REMOVED.sub("", text).split("\n")]
    return "\n".join(lines).strip("\n")


def clean_line(text: str) -> str:
    """A text of one line."""
    return " ".join(clean_text(text).split("\n")).strip()


def clean(values: dict[str, str]) -> dict[str, str]:
    """Each field by its kind."""
    return {name: (clean_line if name in _LINES else clean_text)(text) for name, text in values.items()}


def too_long(values: dict[str, str]) -> str:
    """A sentence about the first field that is longer than it may be; "" if none is."""
    for name, text in values.items():
        if len(text) > LIMITS[name]:
            return f"“{NAMES[name]}”有{len(text)}字，超过{LIMITS[name]}字的上限，没有保存。请删减，或者分成几条。"
    return ""
