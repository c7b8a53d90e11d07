"""Every code a page can carry in ``data-error`` is in docs/reference/errors.md, and none that is not."""

from __future__ import annotations

import ast
import re

from django.conf import settings

from tests.house import source
from townships import second_factor

RAISED = {"Refused", "Refusal", "ImportRefused"}
#: The commands of the operator refuse with a sentence alone; their codes are exit codes.
CODE = re.compile(r"[a-z_]+")
#: Codes that come from no refusal: the outcomes of a save (design §5) and the doors of the site.
OTHERS = {"bad_version", "conflict", "csrf", "deleted", "invalid", "locked_out", "signed_out", "unavailable"}
#: … and those of signing in with two factors (townships.second_factor.Verdict), where a refusal is counted, not raised.
OTHERS |= {"code_too_late", "first_things_first", "wrong_password", *second_factor.SENTENCES}


def raised() -> set[str]:
    """The first argument of every refusal in the code."""
    found = set()
    for path in source.python_files():
        if "tests" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            first = node.args[0]
            if name in RAISED and isinstance(first, ast.Constant) and CODE.fullmatch(str(first.value)):
                found.add(str(first.value))
    return found


def listed() -> set[str]:
    page = (settings.BASE_DIR / "docs" / "reference" / "errors.md").read_text("utf-8")
    return set(re.findall(r"^\| `(\w+)`", page, re.MULTILINE))


def test_every_code_is_listed_and_no_other() -> None:
    assert listed() == raised() | OTHERS
