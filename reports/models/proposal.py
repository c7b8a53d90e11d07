"""What waits for the clerk: imports and returned copies. Nothing reaches the report before it is seen and accepted."""

from __future__ import annotations

import uuid
from functools import cached_property

from django.conf import settings
from django.db import models

from reports import content


class ImportProposal(models.Model):
    """What the importer read from one file or pasted text, with its repairs and leftovers.

    ``proposal`` is ``imports.Proposal.to_plain()``; ``accepted`` the ids of the parts already taken over.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey("reports.Report", models.CASCADE, related_name="proposals")
    name = models.CharField("文件名", max_length=255)
    sha256 = models.CharField(max_length=64)
    proposal = models.JSONField()
    accepted = models.JSONField(default=list)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "导入稿"
        ordering = ("-at",)

    def __str__(self) -> str:
        return self.name


class DraftCopy(models.Model):
    """征求意见稿: the text as it went to the leaders in Word. Frozen: what comes back is compared with it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey("reports.Report", models.CASCADE, related_name="copies")
    number = models.PositiveIntegerField("次数")
    content_json = models.TextField()
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "征求意见稿"
        ordering = ("report", "number")
        constraints = (models.UniqueConstraint(fields=("report", "number"), name="copy_number_once"),)

    def __str__(self) -> str:
        return f"{self.report} 征求意见稿{self.number}"

    @cached_property
    def content(self) -> content.ReportContent:
        return content.from_json(self.content_json)

    @property
    def mark(self) -> str:
        """The bookmark by which the file is known again."""
        return f"copy_{self.pk.hex}"


class ReturnedDraft(models.Model):
    """传回修改稿: what one returned file changes, and what was decided on each change.

    ``found`` is ``imports.returned.change.Comparison.to_plain()``; ``decided`` says "accepted" or "left" by the key of
    a change, "ticked" by that of a comment.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey("reports.Report", models.CASCADE, related_name="returned_drafts")
    copy = models.ForeignKey(DraftCopy, models.CASCADE, related_name="returned_drafts")
    name = models.CharField("文件名", max_length=255)
    sha256 = models.CharField(max_length=64)
    found = models.JSONField()
    decided = models.JSONField(default=dict)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "传回修改稿"
        ordering = ("-at",)
        constraints = (models.UniqueConstraint(fields=("report", "sha256"), name="returned_file_once"),)

    def __str__(self) -> str:
        return self.name
