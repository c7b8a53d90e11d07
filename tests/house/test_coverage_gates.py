"""script/coverage_gates.py: a room below its gate fails and says where."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from script import coverage_gates


def row(covered: int, missing: list[int], branches: list[list[int]]) -> dict[str, Any]:
    summary = {
        "num_statements": covered + len(missing),
        "covered_lines": covered,
        "num_branches": 4,
        "covered_branches": 4 - len(branches),
    }
    return {"summary": summary, "missing_lines": missing, "missing_branches": branches}


def judge(tmp_path: Path, files: dict[str, Any]) -> int:
    path = tmp_path / "coverage.json"
    path.write_text(json.dumps({"files": files}))
    return coverage_gates.main(str(path))


def test_everything_covered_passes(tmp_path: Path) -> None:
    files = {"reports/content.py": row(100, [], []), "townships/audit.py": row(50, [], [])}
    assert judge(tmp_path, files) == 0


def test_one_branch_of_a_strict_room_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = {"reports/saving/door.py": row(10_000, [], [[7, -3]]), "townships/audit.py": row(50, [], [])}
    assert judge(tmp_path, files) == 1
    assert "reports/saving/door.py: lines [] branches ['7→exit']" in capsys.readouterr().out


def test_a_room_with_a_lower_gate_may_miss_a_little(tmp_path: Path) -> None:
    assert judge(tmp_path, {"reports/checks/wording.py": row(96, [], [[1, 2]])}) == 0
    assert judge(tmp_path, {"reports/checks/wording.py": row(90, [1, 2, 3, 4, 5], [[1, 2]])}) == 1
