"""The second factor of a sign-in: the application that makes the codes, and the codes for the day it is lost."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Q
from django_otp.plugins.otp_totp.models import TOTPDevice

from townships import clock
from townships.models.people import User

#: So many wrong codes in a row, and then a pause: the same as for passwords (AXES_FAILURE_LIMIT, AXES_COOLOFF_TIME).
WRONG_CODES, PAUSE = 5, timedelta(minutes=15)
RECOVERY_CODES = 10


class Authenticator(TOTPDevice):
    """The application on a person's phone that shows a new code every 30 seconds (RFC 6238), known by its secret.

    Ours differs from django-otp's in the pause alone: its own doubles from one second without end, so that a clerk
    who tries twenty times is out for six days. Only whoever has the right password comes as far as this.
    """

    class Meta:
        proxy = True
        verbose_name = verbose_name_plural = "验证器"

    @property
    def opens_at(self) -> datetime | None:
        """When codes are looked at again; None when they are now. Every wrong one beyond the fifth costs a pause."""
        failed_at = self.throttling_failure_timestamp
        if failed_at is None or self.throttling_failure_count < WRONG_CODES:
            return None
        opens = failed_at + PAUSE
        return opens if clock.now() < opens else None

    def verify_is_allowed(self) -> tuple[bool, dict[str, Any] | None]:
        return self.opens_at is None, None


class RecoveryCode(models.Model):
    """One of ten codes on paper, each good for one sign-in without the phone. Kept as a password is: hashed."""

    user = models.ForeignKey(User, models.PROTECT, related_name="recovery_codes", verbose_name="人员")
    #: The first two digits of the code itself, so that one hash is compared and not ten.
    number = models.PositiveSmallIntegerField("序号")
    digest = models.CharField(max_length=128)
    used_at = models.DateTimeField("用去时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "恢复码"
        ordering = ("user", "number")
        constraints = (
            models.UniqueConstraint(fields=("user", "number"), name="recovery_code_once_a_number"),
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=RECOVERY_CODES), name="recovery_code_number_of_ten"
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} {self.number:02}"
