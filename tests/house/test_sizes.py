"""Nothing grows until it cannot be read: functions, files, lines."""

from __future__ import annotations

import ast

from tests.house.source import OURS, ROOT, python_files, tree, where

EVERYTHING = (*OURS, "script", "tests", "benchmarks")


def test_functions_fit_on_a_screen() -> None:
    lengths = [
        (node.end_lineno - node.lineno + 1, where(path, node.lineno))
        for path in python_files(*OURS, "script")
        for node in ast.walk(tree(path))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    ]
    assert [place for length, place in lengths if length > 60] == []
    long = [place for length, place in lengths if length > 40]
    assert len(long) <= len(lengths) * 0.05, long


def test_files_can_be_read_in_one_sitting() -> None:
    limits = [
        (path, 800 if path.is_relative_to(ROOT / "tests") else 500) for path in python_files(*EVERYTHING)
    ]
    limits += [(path, 200) for path in (ROOT / "templates").rglob("*.html")]
    limits += [(path, 500) for kind in ("*.css", "*.js") for path in (ROOT / "static").rglob(kind)]
    long = {str(path.relative_to(ROOT)): count for path, most in limits if (count := lines(path)) > most}
    assert long == {}


def lines(path: object) -> int:
    return path.read_text("utf-8").count("\n")


def test_no_line_runs_off_the_screen() -> None:
    """The formatter holds code at 110 columns; this holds words and texts, a Han character counted as one."""
    found = [
        where(path, number)
        for path in python_files(*EVERYTHING)
        for number, line in enumerate(path.read_text("utf-8").split("\n"), 1)
        if len(line) > 120
    ]
    assert found == []
