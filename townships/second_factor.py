"""The second factor (动态验证码): switched on, asked for at sign-in, renewed, switched off, taken away by others.

Everything about one person's codes happens while the row of that person is locked: of two requests with the same code
one finds it used. ``User.second_factor_since`` says whether it is on and is part of what a session is sealed with, so
that switching it on, off or anew ends every other session of the person.

The secret of an authenticator must be read to compute a code, so it cannot be hashed: it stands in the database and
in its backups, and nowhere else. Recovery codes are hashed like passwords (OWASP ASVS 6.5.2).
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from base64 import b32encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

import segno
from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.views.decorators.debug import sensitive_variables
from django_otp.oath import TOTP

from townships import audit, clock
from townships.models import RECOVERY_CODES, WRONG_CODES, Authenticator, RecoveryCode, User

#: A secret that was shown and not confirmed is forgotten.
SETTING_UP_LASTS = timedelta(minutes=20)
#: Letters and digits that nobody mistakes for one another on paper: ten of them are 49 bits, behind a slow hash.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_CODE = re.compile(r"[0-9]{6}")
_RECOVERY = re.compile(rf"([0-9]{{2}})([{_LETTERS}]{{10}})")


@dataclass(frozen=True)
class Verdict:
    """What became of a code: accepted ``by`` "authenticator" or "recovery", or refused with a sentence.

    ``code`` is the page's ``data-error``. A refusal is no exception: the transaction has to keep the count of them.
    """

    by: str = ""
    code: str = ""
    sentence: str = ""

    @property
    def accepted(self) -> bool:
        return not self.code


# ------------------------------------------------------------------------- who needs it, who has it


def required(person: User) -> bool:
    """Whether a post held today must have it (``SECOND_FACTOR_ROLES``). Asks no database where nobody must."""
    return bool(settings.SECOND_FACTOR_ROLES) and person.holds(*settings.SECOND_FACTOR_ROLES)


def codes_left(person: User) -> int:
    return person.recovery_codes.filter(used_at=None).count()


# ------------------------------------------------------------------------- switching it on and off


def begin(person: User) -> Authenticator:
    """A new secret, to be shown and confirmed with a first code; the one shown before is forgotten."""
    with transaction.atomic():
        _lock(person)
        Authenticator.objects.filter(user=person, confirmed=False).delete()
        return Authenticator.objects.create(user=person, name="验证器", confirmed=False)


def waiting(person: User) -> Authenticator | None:
    """The authenticator whose secret is shown and not yet confirmed."""
    since = clock.now() - SETTING_UP_LASTS
    return Authenticator.objects.filter(user=person, confirmed=False, created_at__gt=since).first()


@sensitive_variables()
def confirm(person: User, text: str) -> tuple[Verdict, list[str]]:
    """Switch it on with the first code; the recovery codes, readable this once."""
    with transaction.atomic():
        locked = _lock(person)
        device = waiting(locked)
        if device is None or locked.second_factor_since:
            return _refused("not_begun"), []
        verdict = _verdict(device, tidy(text))
        if not verdict.accepted:
            return verdict, []
        device.confirmed = True
        device.save(update_fields=["confirmed"])
        _set_since(person, clock.now())
        codes = _new_codes(locked)
        _tell(locked, "second_factor.on", by=locked)
    return verdict, codes


@sensitive_variables()
def renew(person: User, text: str) -> tuple[Verdict, list[str]]:
    """Ten new recovery codes in place of the old ones, for whoever shows a code."""
    with transaction.atomic():
        verdict = verify(person, text)
        codes = _new_codes(person) if verdict.accepted else []
        _tell(
            person, "second_factor.renewed" if codes else "second_factor.refused", by=person, code=verdict.by
        )
    return verdict, codes


@sensitive_variables()
def switch_off(person: User, text: str) -> Verdict:
    """Take it away from oneself with a code; refused to whoever must have it. The caller asked for the password."""
    if required(person):
        return _refused("second_factor_required")
    with transaction.atomic():
        verdict = verify(person, text)
        if verdict.accepted:
            _remove(person)
        action = "second_factor.off" if verdict.accepted else "second_factor.refused"
        _tell(person, action, by=person, code=verdict.by)
    return verdict


def reset(person: User, *, by: User | None = None) -> bool:
    """Take it away from somebody who lost the phone; False when there was none.

    ``by`` is the administrator, or None for ``manage.py reset_second_factor``. Ends the person's sessions.
    """
    with transaction.atomic():
        if _lock(person).second_factor_since is None:
            return False
        _remove(person)
        _tell(person, "second_factor.reset", by=by)
    return True


# ------------------------------------------------------------------------- a code is shown


@sensitive_variables()
def verify(person: User, text: str) -> Verdict:
    """Whether ``text`` is a code of the authenticator that was not used yet, or a recovery code.

    Must run in the transaction of what it opens: it locks the person, uses the code up and counts what was wrong.
    """
    locked = _lock(person)
    device = Authenticator.objects.filter(user=locked, confirmed=True).first()
    if device is None or locked.second_factor_since is None:
        return _refused("not_begun")
    text = tidy(text)
    if not _RECOVERY.fullmatch(text):
        return _verdict(device, text)
    if device.opens_at:
        return _paused(device)
    if _use_up(locked, text):
        device.throttle_reset()
        return Verdict(by="recovery")
    device.throttle_increment()
    return _paused(device) if device.opens_at else _refused("wrong_recovery_code")


def forgive(person: User) -> int:
    """Forget the wrong codes: an administrator ends the pause (``townships.unlocking``)."""
    failed = Authenticator.objects.filter(user=person, throttling_failure_count__gt=0)
    return failed.update(throttling_failure_count=0, throttling_failure_timestamp=None)


def tidy(text: str) -> str:
    """A code as it is meant: full-width digits, spaces and hyphens, capitals."""
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", text[:100])).lower()


# ------------------------------------------------------------------------- how the secret is handed over


def by_hand(device: Authenticator) -> list[str]:
    """The secret as it is typed into the application: base32 in groups of four."""
    text = b32encode(device.bin_key).decode("ascii")
    return [text[start : start + 4] for start in range(0, len(text), 4)]


def picture(device: Authenticator) -> tuple[int, str]:
    """The QR code of the secret: the side in modules with its quiet edge, and the path that draws the dark ones."""
    code = segno.make(device.config_url, error="m", micro=False)
    rows = list(code.matrix_iter(border=4))
    path = []
    for y, row in enumerate(rows):
        x = 0
        for dark, run in groupby(row):
            width = len(list(run))
            path.append(f"M{x} {y}h{width}v1h-{width}z" if dark else "")
            x += width
    return len(rows), "".join(path)


# ------------------------------------------------------------------------- inside


def _lock(person: User) -> User:
    return User.objects.select_for_update().get(pk=person.pk)


def _verdict(device: Authenticator, text: str) -> Verdict:
    if device.opens_at:
        return _paused(device)
    if not _CODE.fullmatch(text):
        return _refused("not_a_code")
    if device.verify_token(text):
        return Verdict(by="authenticator")
    if device.opens_at:
        return _paused(device)
    return _refused("code_used" if _was_right(device, text) else "wrong_code", device)


def _was_right(device: Authenticator, text: str) -> bool:
    """Refused only because it, or a later one, was used before."""
    codes = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    return codes.verify(int(text), device.tolerance)


def _paused(device: Authenticator) -> Verdict:
    opens = (device.opens_at + timedelta(minutes=1)).astimezone(clock.SHANGHAI)
    sentence = (
        f"验证码连续输错{WRONG_CODES}次，已暂停验证，{opens:%H:%M}以后可以再试；暂停期间输入的不看，也不重新计时。"
        "急用的，请区里的系统管理员解除。"
    )
    return Verdict(code="locked_out", sentence=sentence)


#: What is said to a refused code, by the code the page carries in ``data-error``.
SENTENCES = {
    "not_a_code": "验证码是6位数字，没有验证。请输入验证器里现在显示的数字。",
    "code_used": "这个验证码已经用过，没有通过。请等验证器换出下一个（最多30秒）再输入。",
    "wrong_code": "验证码不对，没有通过。请输入验证器里现在显示的6位数字；数字没有输错的，请核对手机时间"
    "（本系统现在是{now:%H:%M:%S}），相差半分钟以上就会不对。{left}",
    "wrong_recovery_code": "恢复码不对，或者已经用过，没有通过。请换一个没有用过的恢复码。",
    "not_begun": "动态验证码的设置已经变动，没有验证。请重新打开本页再办。",
    "second_factor_required": "您的岗位必须使用动态验证码，没有停用。",
}


def _refused(code: str, device: Authenticator | None = None) -> Verdict:
    left = WRONG_CODES - device.throttling_failure_count if device else 0
    warning = f"再错{left}次，要等15分钟。" if 0 < left <= 2 else ""
    now = clock.now().astimezone(clock.SHANGHAI)
    return Verdict(code=code, sentence=SENTENCES[code].format(now=now, left=warning))


def _use_up(person: User, text: str) -> bool:
    match = _RECOVERY.fullmatch(text)
    assert match is not None, "the caller looked at its form"
    code = person.recovery_codes.filter(number=int(match[1]), used_at=None).first()
    if code is None or not check_password(match[2], code.digest):
        return False
    code.used_at = clock.now()
    code.save(update_fields=["used_at"])
    return True


def _new_codes(person: User) -> list[str]:
    person.recovery_codes.all().delete()
    found = []
    for number in range(1, RECOVERY_CODES + 1):
        letters = "".join(secrets.choice(_LETTERS) for _ in range(10))
        RecoveryCode.objects.create(user=person, number=number, digest=make_password(letters))
        found.append(f"{number:02}-{letters[:5]}-{letters[5:]}")
    return found


def _set_since(person: User, moment: datetime | None) -> None:
    """On the row, and on the object of the caller, who seals the session with it."""
    person.second_factor_since = moment
    person.save(update_fields=["second_factor_since"])


def _remove(person: User) -> None:
    Authenticator.objects.filter(user=person).delete()
    person.recovery_codes.all().delete()
    _set_since(person, None)


def _tell(person: User, action: str, *, by: User | None, **detail: str) -> None:
    audit.append(
        district=person.home_district,
        action=action,
        actor=by,
        actor_name="" if by else "命令行",
        subject=f"user:{person.username}",
        detail={name: value for name, value in detail.items() if value},
    )
