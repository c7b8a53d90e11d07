"""Every save of a report's text. Each locks the report, asks whether this person may write now, and keeps what
was there before as a version: nothing typed is ever lost, and a stale save never overwrites.

The outcomes of a save are those of design §5: saved, merged, conflict, deleted, invalid; a report that is locked
or not one's own raises ``Refused``.
"""

from reports.saving.cleaning import LIMITS, NAMES, clean_line, clean_text
from reports.saving.door import Saved, find_entry, writing
from reports.saving.links import set_answers
from reports.saving.order import DIRECTIONS, add_entry, delete_entry, move_entry, move_to_part, restore_entry
from reports.saving.remarks import adopt, answer, explain
from reports.saving.returned import accept, accept_open, decide
from reports.saving.rows import amend, save_entry, save_header, save_part, set_aside
from reports.saving.whole import replace_content, take_over

__all__ = [
    "DIRECTIONS",
    "LIMITS",
    "NAMES",
    "Saved",
    "accept",
    "accept_open",
    "add_entry",
    "adopt",
    "amend",
    "answer",
    "clean_line",
    "clean_text",
    "decide",
    "delete_entry",
    "explain",
    "find_entry",
    "move_entry",
    "move_to_part",
    "replace_content",
    "restore_entry",
    "save_entry",
    "save_header",
    "save_part",
    "set_answers",
    "set_aside",
    "take_over",
    "writing",
]
