"""What keeps a backup from being made, believed or restored: each with one sentence for the operator."""

from __future__ import annotations


class BackupFault(Exception):
    """The sentence says what happened, what was kept and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class NotDone(BackupFault):
    """Not begun, or undone as a whole: the operator asked for what cannot be."""


class Damaged(BackupFault):
    """The file is not what was once written."""
