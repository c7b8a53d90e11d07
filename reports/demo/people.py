"""The demo's people: a visitor signs in as some of them, the others only have done what the record says."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.contrib.auth.hashers import make_password

from townships.models import District, Post, Role, Township, User

PASSWORD = "demo-Fazhi-2026"  # noqa: S105 — printed at every start of the demo
#: The two townships whose people a visitor can sign in as.
OPEN_TO_VISITORS = ("500101123", "500101155")
TOWNSHIP_POSTS = (Role.DRAFTER, Role.CHECKER, Role.SIGNER, Role.PUBLISHER)
_OF_DISTRICT = {Role.REVIEWER: "李敏", Role.MANAGER: "何川", Role.AUDITOR: "唐洁", Role.ADMINISTRATOR: "罗平"}
_SURNAMES = "周陈谭李王向冉牟张刘"
_NAMES = ("敏", "刚", "勇", "静", "建国", "晓芳", "明", "丽", "志强", "燕")


@dataclass
class Cast:
    """Everybody, by the code of the township and the post; the district's people by their post alone."""

    of_district: dict[Role, User] = field(default_factory=dict)
    of_township: dict[tuple[str, Role], User] = field(default_factory=dict)

    def find(self, role: Role, code: str) -> User:
        return self.of_district[role] if role in self.of_district else self.of_township[code, role]


def invented_name(seed: int, number: int) -> str:
    return _SURNAMES[(seed * 7 + number * 3) % 10] + _NAMES[(seed + number * 7) // 3 % 10]


def add_people(district: District, townships: dict[str, Township]) -> Cast:
    """An account and a post for everybody. Only visitors' accounts have a password, hashed once for all of them."""
    known, locked = make_password(PASSWORD), make_password(None)
    posts: list[Post] = []

    def person(username: str, name: str, role: Role, **place: District | Township) -> User:
        open_ = "." not in username or username.endswith(OPEN_TO_VISITORS)
        user = User(
            username=username,
            name=name,
            district=district,
            must_change_password=False,
            password=known if open_ else locked,
        )
        posts.append(Post(user=user, role=role, **place))
        return user

    cast = Cast()
    for role, name in _OF_DISTRICT.items():
        username = "admin" if role is Role.ADMINISTRATOR else role.value
        cast.of_district[role] = person(username, name, role, district=district)
    for code, township in townships.items():
        for number, role in enumerate(TOWNSHIP_POSTS):
            name = invented_name(township.position, number)
            cast.of_township[code, role] = person(f"{role.value}.{code}", name, role, township=township)
        township.contact_name = cast.of_township[code, Role.DRAFTER].name
        township.contact_phone = f"023-0000{code[-4:]}"  # no number of a telephone begins with 0000
    User.objects.bulk_create(post.user for post in posts)
    Post.objects.bulk_create(posts)
    Township.objects.bulk_update(townships.values(), ["contact_name", "contact_phone"])
    return cast
