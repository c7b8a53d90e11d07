"""传回修改稿: a Word copy of ours that comes back with the leaders' changes.

``read`` runs in the cage and knows only the file; ``read_file`` asks the cage. What it means for the report is worked
out by ``comparing.compare`` from the copy's frozen text, and ``applying`` brings an accepted change into a text. Both
need rapidfuzz, which the cage does not have: they are imported by their own names, never from here.
"""

from __future__ import annotations

from reports.imports.carriers import kind_of
from reports.imports.proposal import ImportRefused
from reports.imports.returned.reading import read_docx
from reports.imports.returned.shape import Block, Comment, Piece, Returned

__all__ = ["Block", "Comment", "Piece", "Returned", "read", "read_docx"]


def read(name: str, data: bytes) -> Returned:
    """What stands in a returned file. Raises ImportRefused with a sentence."""
    if kind_of(name, data) != ".docx":
        raise ImportRefused(
            "wrong_type", "传回的修改稿应当是.docx文件，没有读取。请用Word或WPS另存为.docx后再上传。"
        )
    return read_docx(data)
