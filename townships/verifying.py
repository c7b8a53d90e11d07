"""What no CHECK or UNIQUE can hold about townships, people and the audit, proved afterwards.

Each function yields Chinese sentences, one a fault, and none when all is well; ``manage.py verify`` prints them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import combinations, groupby
from operator import attrgetter

from django.db import connection
from django.db.models import Count, Exists, ForeignKey, OuterRef, Q
from stdnum.cn import uscc

from townships.audit import prove_all
from townships.backups.tables import tables
from townships.models import Post, Role, Township, TownshipCode, User
from townships.models.places import overlap


def verify_database() -> Iterator[str]:
    """What the database finds wrong in its own file (PostgreSQL: ``data_checksums`` and pg_amcheck do it), and rows
    that point at a row that is not there, which a foreign key holds only as long as nobody switches it off."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            yield from (f"数据库文件：{word}。" for (word,) in cursor.fetchall() if word != "ok")
    for label, model in tables().items():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, ForeignKey):
                targets = field.related_model._base_manager.filter(pk=OuterRef(field.attname))
                rows = model._base_manager.filter(**{f"{field.attname}__isnull": False})
                lost = rows.filter(~Exists(targets)).count()
                if lost:
                    yield f"{label}有{lost}行指向不存在的{field.related_model._meta.label_lower}（{field.attname}）。"


def verify_townships() -> Iterator[str]:
    """Namings and codes that overlap, townships without a naming, credit codes that were written past the form."""
    for township in Township.objects.prefetch_related("namings").order_by("district", "position", "pk"):
        # Sorted here: the databases disagree whether an open beginning comes first or last.
        namings = sorted(township.namings.all(), key=lambda one: (one.valid_from or date.min, one.pk))
        if not namings:
            yield f"{township.name}没有登记称谓。"
        for one, other in combinations(namings, 2):
            if overlap(one, other):
                yield f"{township.name}的称谓“{one.name}”和“{other.name}”在时间上重叠。"
        if township.credit_code and not uscc.is_valid(township.credit_code):
            yield f"{township.name}的统一社会信用代码{township.credit_code}校验位不符。"
    yield from _codes_given_twice()


def _codes_given_twice() -> Iterator[str]:
    codes = TownshipCode.objects.select_related("township").order_by("series", "code", "pk")
    for (_series, code), holders in groupby(codes, key=attrgetter("series", "code")):
        for one, other in combinations(holders, 2):
            if overlap(one, other):
                label = one.get_series_display()
                yield f"{label}{code}同时属于{one.township.name}和{other.township.name}。"


def verify_people() -> Iterator[str]:
    """Administrators who hold another post: whoever manages the accounts must see no draft."""
    administrators = Post.objects.filter(role=Role.ADMINISTRATOR).values("user")
    others: Iterable[Post] = (
        Post.objects.filter(user__in=administrators)
        .exclude(role=Role.ADMINISTRATOR)
        .select_related("user", "township", "district")
    )
    for post in others:
        yield f"系统管理员{post.user.name}（{post.user.username}）兼任{post}。"
    yield from _second_factors()


def _second_factors() -> Iterator[str]:
    """Whoever is asked for a code has exactly one authenticator that makes it; nobody else has one in use."""
    held = Count("totpdevice", filter=Q(totpdevice__confirmed=True))
    for person in User.objects.annotate(held=held).order_by("pk"):
        if person.held != (person.second_factor_since is not None):
            state = "已启用" if person.second_factor_since else "未启用"
            yield f"{person.name}（{person.username}）的动态验证码{state}，登记的验证器有{person.held}个。"


def verify_audit() -> Iterator[str]:
    """Every chain that does not prove itself, with its first bad row."""
    for name, _tip, broken in prove_all():
        if broken:
            yield f"{name}的审计记录：{broken.words}。"
