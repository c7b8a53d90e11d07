"""A file or pasted text becomes a proposed report, with what was repaired and what was left over.

``read_file`` is the door for what people upload: it reads in a child process without network. ``parse`` does
the same in process, for trusted callers and tests; ``read_text`` takes pasted text. All three raise
``ImportRefused`` with a sentence a clerk can act on, and nothing else. Nothing here knows Django, the
database or the web.
"""

from __future__ import annotations

from reports.imports import carriers
from reports.imports.cage import cage_protections, run
from reports.imports.carriers import text as text_carrier
from reports.imports.limits import MAX_BYTES, MAX_TEXT_BYTES, check_size
from reports.imports.proposal import ImportRefused, Proposal, Repair
from reports.imports.reading import propose
from reports.imports.returned import Returned

__all__ = [
    "MAX_BYTES",
    "MAX_TEXT_BYTES",
    "ImportRefused",
    "Proposal",
    "Repair",
    "cage_protections",
    "parse",
    "read_file",
    "read_returned",
    "read_text",
]


def parse(name: str, data: bytes) -> Proposal:
    """The report in a file, read in this process."""
    check_size(data)
    return propose(carriers.read(name, data))


def read_file(name: str, data: bytes) -> Proposal:
    """The report in a file, read in the cage (see ``cage``): this is the door for uploads."""
    check_size(data)
    return Proposal.from_plain(run(name, data))


def read_returned(name: str, data: bytes) -> Returned:
    """A copy of ours that comes back, read in the cage. What it means for the report, ``returned.comparing`` says."""
    check_size(data)
    return Returned.from_plain(run(name, data, what="returned"))


def read_text(text: str) -> Proposal:
    """The report in a pasted text of at most 2 MB."""
    if len(text.encode("utf-8", "surrogatepass")) > MAX_TEXT_BYTES:
        raise ImportRefused("too_long", "粘贴的文字超过2MB，没有读取。请检查是否粘贴了多余的内容。")
    return propose(text_carrier.from_text(text))
