#!/usr/bin/env python
"""The coverage gates of docs/decisions: per room, lines and branches together. script/coverage_gates.py coverage.json

Exit 1 names each room below its gate, and the lines and branches it misses.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

#: Room → per cent. What decides and what keeps people's words is proved whole; the rest nearly so.
GATES = {
    "reports/content.py": 100,
    "reports/permissions.py": 100,
    "reports/workflow/": 100,
    "reports/saving/": 100,
    "townships/backups/": 100,
    "reports/checks/": 97,
    "reports/imports/": 97,
    "reports/exports/": 97,
    "reports/comparison.py": 97,
    "reports/figures.py": 97,
    "": 95,
}


def main(path: str) -> int:
    files = json.loads(Path(path).read_text("utf-8"))["files"]
    below = False
    for room, gate in GATES.items():
        rows = {name: row for name, row in files.items() if name.startswith(room)}
        if not rows:
            continue  # a room that is not built yet
        reached = share([row["summary"] for row in rows.values()])
        held = reached >= gate
        print(f"{'   ' if held else '!! '}{room or 'everything':<28}{reached:7.2f} %  of {gate} %")
        if not held:
            below = True
            print("\n".join(missed(name, row) for name, row in sorted(rows.items()) if room and gaps(row)))
    return 1 if below else 0


def share(summaries: list[dict[str, Any]]) -> float:
    """Covered lines and branches of all there are, rounded down so that 99.999 is not 100."""
    everything = sum(one["num_statements"] + one["num_branches"] for one in summaries)
    covered = sum(one["covered_lines"] + one["covered_branches"] for one in summaries)
    return covered * 10_000 // everything / 100 if everything else 100.0


def gaps(row: dict[str, Any]) -> bool:
    return bool(row["missing_lines"] or row["missing_branches"])


def missed(name: str, row: dict[str, Any]) -> str:
    branches = [f"{start}→{end if end > 0 else 'exit'}" for start, end in row["missing_branches"]]
    return f"     {name}: lines {row['missing_lines']} branches {branches}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "coverage.json"))
