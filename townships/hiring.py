"""A person with an account, the posts and a first password, and the row of the audit that tells of it."""

from __future__ import annotations

import secrets
import unicodedata

from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.db.models import F

from townships import audit
from townships.models import DISTRICT_ROLES, District, Post, Role, Township, User

#: No letter or digit that is read as another one: passwords are copied from a screen to a slip of paper.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


class NotHired(ValueError):
    """A Chinese sentence: why there is no such person now."""


def place(district: str | None, township: str | None) -> District | Township:
    """The district of a six-digit code, or the township of a code in force or of a public key. Raises NotHired."""
    if district:
        found: District | Township | None = District.objects.filter(code=district).first()
        if found is None:
            raise NotHired(f"没有代码为{district}的区县，请先用add_district建立。")
        return found
    found = (
        Township.objects.filter(codes__code=township)
        .order_by(F("in_force_to").desc(nulls_first=True), "pk")
        .first()
        or Township.objects.filter(key=township).first()
    )
    if found is None:
        raise NotHired(f"没有代码或公开标识为{township}的镇街。")
    return found


def hire(
    username: str,
    name: str,
    roles: list[Role],
    where: District | Township,
    *,
    phone: str = "",
    password: str | None = None,
) -> tuple[User, str]:
    """The new person, and the password to hand over; it is changed at the first sign-in.

    Raises NotHired, or ValidationError in the words of the models and of the rules for passwords.
    """
    folded, shown = User.fold(username), name.strip()
    if not folded or any(unicodedata.category(one)[0] in "ZC" for one in folded):
        raise NotHired("用户名不能是空的，也不能含空格和控制字符。")
    if not shown:
        raise NotHired("姓名不能是空的。")
    if User.objects.filter(username=folded).exists():
        raise NotHired(f"用户名{folded}已经有人使用（全角半角、大写小写视为相同）。")
    in_district = isinstance(where, District)
    for role in roles:
        if (role in DISTRICT_ROLES) is not in_district:
            needed = "区县（--district）" if role in DISTRICT_ROLES else "镇街（--township）"
            raise NotHired(f"{role.label}的岗位在{needed}。")
    district = where if in_district else where.district
    person = User(username=folded, name=shown, phone=phone, district=district)
    password = first_password() if password is None else password
    person.full_clean(exclude=["password"])
    validate_password(password, person)
    with transaction.atomic():
        person.set_password(password)
        person.save(force_insert=True)
        posts = [Post(user=person, role=role, **_at(where)) for role in roles]
        for post in posts:
            post.full_clean()
            post.save(force_insert=True)
        audit.append(
            district=district,
            action="user.added",
            actor_name="命令行",
            subject=f"user:{person.username}",
            detail={"object": person.name, "post": {"added": [str(post) for post in posts]}},
        )
    return person, password


def _at(where: District | Township) -> dict[str, District | Township]:
    return {"district" if isinstance(where, District) else "township": where}


def first_password() -> str:
    """Four groups of four, 79 bits: long enough to need no rule about signs, short enough to be typed once."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))
