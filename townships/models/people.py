"""People and the posts they hold. Posts stack: a small township has two people."""

from __future__ import annotations

import unicodedata
from typing import Any, NamedTuple

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.crypto import salted_hmac

from townships import clock
from townships.models.places import District, Township


class Role(models.TextChoices):
    """The posts of design §1. The first five are held in a township, the others in a district."""

    DRAFTER = "drafter", "承办人"
    CHECKER = "checker", "核稿人"
    SIGNER = "signer", "签发人"
    PUBLISHER = "publisher", "信息公开员"
    CONTRIBUTOR = "contributor", "供稿人"
    REVIEWER = "reviewer", "区审核人"
    MANAGER = "manager", "区管理员"
    AUDITOR = "auditor", "审计员"
    ADMINISTRATOR = "administrator", "系统管理员"


TOWNSHIP_ROLES = (Role.DRAFTER, Role.CHECKER, Role.SIGNER, Role.PUBLISHER, Role.CONTRIBUTOR)
DISTRICT_ROLES = (Role.REVIEWER, Role.MANAGER, Role.AUDITOR, Role.ADMINISTRATOR)

_EVERYTHING = frozenset({"view", "add", "change", "delete"})
_NEVER_DELETED = _EVERYTHING - {"delete"}
#: What an administrator may do in Django's admin. The texts, statuses and frozen copies of ``reports`` are absent:
#: whoever manages the accounts sees no draft. The audit is read by everybody who may read it, written by nobody.
ADMINISTERED = {
    "townships.district": frozenset({"view", "change"}),
    "townships.township": _NEVER_DELETED,
    "townships.townshipnaming": _EVERYTHING,
    "townships.townshipcode": _EVERYTHING,
    "townships.succession": _EVERYTHING,
    "townships.user": _NEVER_DELETED,
    "townships.post": _EVERYTHING,
    "townships.auditchain": frozenset({"view"}),
    "townships.auditevent": frozenset({"view"}),
    "reports.reportingyear": _NEVER_DELETED,
    "reports.yearpart": _EVERYTHING,
    "reports.yearindicator": _EVERYTHING,
    "reports.indicator": _NEVER_DELETED,
}


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(username=User.fold(username), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, password: str | None = None, **fields: Any) -> User:
        """Django's command asks for one. Ours has no powers beyond its posts; give it the post of administrator."""
        return self.create_user(username, password, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(username=User.fold(username or ""))


class Held(NamedTuple):
    """A post as a request asks for it: what it is and where, without the rows behind it, for there may be many."""

    role: str
    township_id: int | None
    district_id: int | None
    place: str

    def __str__(self) -> str:
        return f"{self.place}{Role(self.role).label}"


class User(AbstractBaseUser):
    """A person with an account. What he may do follows from his posts alone; there is no superuser."""

    username = models.CharField("用户名", max_length=150, unique=True)
    name = models.CharField("姓名", max_length=40)
    phone = models.CharField("电话", max_length=40, blank=True)
    district = models.ForeignKey(
        District,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="people",
        verbose_name="管理该账号的区县",
    )
    is_active = models.BooleanField("启用", default=True)
    must_change_password = models.BooleanField("首次登录须改密码", default=True)
    #: Since when a code is asked for after the password (``townships.second_factor``); empty: it is not.
    second_factor_since = models.DateTimeField("动态验证码启用时间", null=True, blank=True, editable=False)

    objects = UserManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ("name",)

    class Meta:
        verbose_name = verbose_name_plural = "人员"
        ordering = ("username",)

    def __str__(self) -> str:
        return self.name or self.username

    @staticmethod
    def fold(username: str) -> str:
        """Two names that look alike are one (NFKC, casefolded)."""
        return unicodedata.normalize("NFKC", username).casefold().strip()

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.username = self.fold(self.username)
        super().save(*args, **kwargs)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session is sealed with: the password, and the second factor where there is one. Switching that on,
        off or anew ends the sessions that began under the other rule, as a new password does."""
        sealed: str = super()._get_session_auth_hash(secret=secret)
        if self.second_factor_since is None:
            return sealed
        words = f"{sealed} {self.second_factor_since.timestamp()}"
        return salted_hmac("townships.second_factor", words, secret=secret, algorithm="sha256").hexdigest()

    def posts_now(self) -> list[Held]:
        """The posts held today; read once for each loaded user."""
        if not hasattr(self, "_posts_now"):
            found = self.posts.in_force(clock.today())
            names = Coalesce("township__name", "district__name")
            rows = found.values_list("role", "township_id", "district_id", names)
            self._posts_now = [Held(*row) for row in rows]
        return self._posts_now

    def holds(self, *roles: Role, township: Township | None = None, district: District | None = None) -> bool:
        """Whether one of these posts is held today: anywhere, or in this very township or district."""
        return any(
            post.role in roles
            and (township is None or post.township_id == township.pk)
            and (district is None or post.district_id == district.pk)
            for post in self.posts_now()
        )

    def districts(self, *roles: Role) -> list[District]:
        """The districts in which one of these posts is held today."""
        held = {post.district_id for post in self.posts_now() if post.role in roles and post.district_id}
        return list(District.objects.filter(pk__in=held)) if held else []

    @property
    def is_staff(self) -> bool:
        """May enter the administration: administrators only."""
        return self.is_active and self.holds(Role.ADMINISTRATOR)

    @property
    def is_superuser(self) -> bool:
        return False

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """For Django's admin: an administrator may do what ``ADMINISTERED`` lists, and sees no draft."""
        app_label, _, rest = perm.partition(".")
        verb, _, model = rest.partition("_")
        return self.is_staff and verb in ADMINISTERED.get(f"{app_label}.{model}", ())

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_staff and any(one.startswith(f"{app_label}.") for one in ADMINISTERED)

    @property
    def home_district(self) -> District | None:
        """Whose audit chain tells of this person: the account's district, else that of the first post."""
        if self.district_id:
            return self.district
        for post in self.posts_now():
            where = {"pk": post.district_id} if post.district_id else {"townships": post.township_id}
            return District.objects.get(**where)
        return None

    @property
    def home(self) -> str:
        """The page where this person's work begins; without a post, the one that says so."""
        if any(post.role in TOWNSHIP_ROLES for post in self.posts_now()):
            return "/fill/"
        if self.holds(Role.REVIEWER, Role.MANAGER):
            return "/review/"
        if self.holds(Role.AUDITOR):
            return "/setup/audit/"
        if self.holds(Role.ADMINISTRATOR):
            return "/setup/"
        return "/desk/"


class PostQuerySet(models.QuerySet["Post"]):
    def in_force(self, on: Any) -> PostQuerySet:
        return self.filter(Q(since__isnull=True) | Q(since__lte=on), Q(until__isnull=True) | Q(until__gt=on))


class Post(models.Model):
    """A post held in one township or one district, for a time."""

    user = models.ForeignKey(User, models.PROTECT, related_name="posts", verbose_name="人员")
    role = models.CharField("岗位", max_length=16, choices=Role.choices)
    township = models.ForeignKey(
        Township, models.PROTECT, null=True, blank=True, related_name="posts", verbose_name="镇街"
    )
    district = models.ForeignKey(
        District, models.PROTECT, null=True, blank=True, related_name="posts", verbose_name="区县"
    )
    since = models.DateField("自", null=True, blank=True)
    until = models.DateField("至", null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "岗位"
        ordering = ("user", "role")
        constraints = (
            models.CheckConstraint(
                condition=Q(role__in=TOWNSHIP_ROLES, township__isnull=False, district__isnull=True)
                | Q(role__in=DISTRICT_ROLES, township__isnull=True, district__isnull=False),
                name="post_in_its_place",
                violation_error_message="镇街岗位须选镇街，区级岗位须选区县。",
            ),
            models.CheckConstraint(
                condition=Q(since__isnull=True) | Q(until__isnull=True) | Q(since__lt=F("until")),
                name="post_dates_in_order",
                violation_error_message="任职止日应在起日之后。",
            ),
            models.UniqueConstraint(fields=("user", "role", "township"), name="post_once_a_township"),
            models.UniqueConstraint(fields=("user", "role", "district"), name="post_once_a_district"),
        )

    def __str__(self) -> str:
        return f"{self.township or self.district}{self.get_role_display()}"

    def clean(self) -> None:
        """The administrator of accounts sees no draft and holds no other post."""
        if self.user_id is None:
            return
        others = self.user.posts.exclude(pk=self.pk)
        if self.role == Role.ADMINISTRATOR and others.exclude(role=Role.ADMINISTRATOR).exists():
            raise ValidationError("系统管理员不能兼任其他岗位。")
        if self.role != Role.ADMINISTRATOR and others.filter(role=Role.ADMINISTRATOR).exists():
            raise ValidationError("系统管理员不能兼任其他岗位。")
