"""What no CHECK or UNIQUE can hold about townships, people and the audit, proved afterwards.

Each function yields Chinese sentences, one a fault, and none when all is well; ``manage.py verify`` prints them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import combinations, groupby
from operator import attrgetter

from stdnum.cn import uscc

from townships.audit import first_bad_row
from townships.models import AuditChain, Post, Role, Township, TownshipCode
from townships.models.places import overlap


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


def verify_audit() -> Iterator[str]:
    """Every chain that does not prove itself, with its first bad row."""
    for chain in AuditChain.objects.select_related("district").order_by("pk"):
        fault = first_bad_row(chain)
        if fault:
            yield f"{chain}的审计记录：{fault}。"
