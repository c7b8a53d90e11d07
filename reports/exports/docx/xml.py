"""Pieces of WordprocessingML as text: runs, bookmarks, and the characters XML can hold."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_NOT_IN_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BREAKS = re.compile("([\t\n])")


def legal(text: str) -> str:
    """The text without what no XML file can hold: controls, lone surrogates, U+FFFE and U+FFFF."""
    return _NOT_IN_XML.sub("", text)


def attribute(text: str) -> str:
    """A text as a quoted attribute."""
    return quoteattr(legal(text))


def element_text(text: str) -> str:
    return escape(legal(text))


def run(text: str, letters: str = "") -> str:
    """A run of text in its own ``letters``; a line feed is a soft break.

    The hint sets “ ” … — · in the Chinese face, not in the Latin one.
    """
    pieces = []
    for piece in _BREAKS.split(legal(text)):
        if piece == "\t":
            pieces.append("<w:tab/>")
        elif piece == "\n":
            pieces.append("<w:br/>")
        elif piece:
            pieces.append(f'<w:t xml:space="preserve">{escape(piece)}</w:t>')
    if not pieces:
        return ""
    return f'<w:r><w:rPr><w:rFonts w:hint="eastAsia"/>{letters}</w:rPr>{"".join(pieces)}</w:r>'


def part(root: str, inner: str) -> str:
    """A whole part of the package."""
    return f"{DECLARATION}<w:{root} {NAMESPACES}>{inner}</w:{root}>"
