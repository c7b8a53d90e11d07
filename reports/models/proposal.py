"""An import waiting for the clerk: nothing reaches the report before it is seen and accepted."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models


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
