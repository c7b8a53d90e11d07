#!/usr/bin/env python
"""Writes docs/reference/access.md from the table of access (tests/access/table.py).

script/access.py            write the page
script/access.py --check    change nothing; exit 1 when the page is not the table
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.access.table import ROWS, WHO, Row  # noqa: E402 — found by the path above

PAGE = Path("docs/reference/access.md")
STATE = {"draft": "起草", "returned": "退回", "submitted": "报送", "published": "公开"}
HEAD = """# Who may ask what

Every address of the site, with the answer each person gets. Made by `script/access.py` from
`tests/access/table.py`, which the tests hold the program to: every address, every method, everybody; an address
without a row fails. The township's people are those of the report's own township, the district's those of its own
district.

- a number is the HTTP status: 200 a page, 302 done and led on, 403 not this post, 404 not there (the same page for what
  is missing, deleted or somebody else's), 409 and 423 not now, 422 not like this, 401 signed out with the words kept
- 登录: led to the sign-in page, and back afterwards
- HEAD answers as GET, without a body; a method that is not listed is 405, and changes nothing
- where a report's status makes a difference there is a line for each (起草, 退回, 报送, 公开)
"""


def lines(row: Row) -> Iterator[tuple[str, str, list[str]]]:
    """Method, states ("" when they all answer alike), and an answer for each person."""
    for method in ("GET", "POST"):
        alike: dict[tuple[str, ...], list[str]] = {}
        for state in row.states:
            if row.rule(method, state):
                alike.setdefault(tuple(row.expected(method, who, state) for who in WHO), []).append(state)
        for answers, states in alike.items():
            named = "" if len(alike) == 1 else "、".join(STATE[state] for state in states)
            yield method, named, ["登录" if one == "login" else one for one in answers]


def page() -> str:
    columns = ["address", "method", *WHO.values()]
    found = [HEAD, f"| {' | '.join(columns)} |", f"|{' --- |' * len(columns)}"]
    for row in ROWS:
        for method, states, answers in lines(row):
            asked = f"{method} {states}".strip()
            address = row.address.replace("|", "\\|")
            found.append(f"| `{address}` | {' | '.join([asked, *answers])} |")
    return "\n".join(found) + "\n"


def main(arguments: list[str]) -> int:
    if "--check" not in arguments:
        (ROOT / PAGE).write_text(page(), encoding="utf-8")
        return 0
    if (ROOT / PAGE).read_text("utf-8") == page():
        return 0
    print(f"{PAGE} is not the table of access. Run: script/access.py")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
