"""The audit chain: every act, sign-in and change of permission, each row sealed with the one before it."""

from __future__ import annotations

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import Q

from townships.models.places import District

GENESIS = "0" * 64

_WORDS = {
    "audit.exported": "导出审计记录",
    "sign_in": "登录",
    "sign_in.failed": "登录未成",
    "sign_in.locked": "登录被暂停",
    "sign_out": "退出",
    "password.changed": "修改自己的密码",
    "user.unlocked": "解除登录限制",
}
for _model, _word in (
    ("district", "区县"),
    ("township", "镇街"),
    ("succession", "沿革"),
    ("user", "人员"),
    ("post", "岗位"),
):
    _WORDS |= {
        f"{_model}.added": f"新增{_word}",
        f"{_model}.changed": f"修改{_word}",
        f"{_model}.deleted": f"删除{_word}",
    }


def name_actions(words: dict[str, str]) -> None:
    """The words for the actions of another app. Floor 0 does not know them: their app tells it when it is ready."""
    _WORDS.update(words)


class AuditChain(models.Model):
    """The tip of one chain: one a district, and one of the installation's own (``district`` empty)."""

    district = models.OneToOneField(
        District, models.PROTECT, null=True, blank=True, related_name="audit_chain", verbose_name="区县"
    )
    #: True or empty, never False: UNIQUE lets many empty districts stand side by side, but only one True.
    of_installation = models.BooleanField("本系统", null=True, unique=True, editable=False)
    last_sequence = models.PositiveBigIntegerField(default=0)
    last_hash = models.CharField(max_length=64, default=GENESIS)

    class Meta:
        verbose_name = verbose_name_plural = "审计链"
        constraints = (
            models.CheckConstraint(
                # A comparison with NULL is unknown, and a CHECK lets the unknown pass: NOT NULL is asked for first.
                condition=Q(district__isnull=True, of_installation__isnull=False, of_installation=True)
                | Q(district__isnull=False, of_installation__isnull=True),
                name="chain_of_district_or_installation",
            ),
        )

    def __str__(self) -> str:
        return str(self.district or "本系统")


class AppendOnlyError(TypeError):
    """The audit is written once and never changed."""


class AuditQuerySet(models.QuerySet["AuditEvent"]):
    """Reads only: rows are added one by one by ``townships.audit.append``, which seals them."""

    def update(self, **values: Any) -> NoReturn:
        raise AppendOnlyError("审计记录不能修改")

    def bulk_create(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError("审计记录只能逐条追加")

    def delete(self) -> NoReturn:
        raise AppendOnlyError("审计记录不能删除")


class AuditEvent(models.Model):
    """One row of a chain. ``hash`` seals the row together with ``previous_hash``."""

    chain = models.ForeignKey(AuditChain, models.PROTECT, related_name="events")
    sequence = models.PositiveBigIntegerField("序号")
    at = models.DateTimeField("时间")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    actor_name = models.CharField("人员", max_length=200, blank=True)
    action = models.CharField("事项", max_length=60)
    subject = models.CharField("对象", max_length=200, blank=True)
    detail = models.JSONField("内容", default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects = AuditQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "审计记录"
        ordering = ("chain", "sequence")
        constraints = (
            models.UniqueConstraint(fields=("chain", "sequence"), name="audit_sequence_once"),
            models.CheckConstraint(condition=Q(sequence__gte=1), name="audit_sequence_from_one"),
        )

    def __str__(self) -> str:
        return f"{self.sequence} {self.action}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError("审计记录不能修改")
        # Without force_insert, a new object that carries the pk of an old row would overwrite it.
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError("审计记录不能删除")

    @property
    def words(self) -> str:
        """What was done, as a person reads it; the stored word itself where none was named (``name_actions``)."""
        return _WORDS.get(self.action, self.action)
