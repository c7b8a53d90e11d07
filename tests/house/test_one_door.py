"""Status has one door, and nothing happens behind anybody's back: no signals, no hidden savers."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.source import ROOT, imports, python_files, where

#: What only an act may change. ``objects.create(status=…)`` counts as well: a report is born by its default.
STATUS = {"status", "public_state"}
WRITERS = {"create", "bulk_create", "update", "update_or_create", "get_or_create", "Report"}
SIGNALS = ("django.db.models.signals", "django.dispatch", "django.core.signals", "django.test.signals")


def status_written(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        targets: list[ast.expr] = []
        if isinstance(node, ast.Assign):
            targets = node.targets
        elif isinstance(node, (ast.AugAssign, ast.AnnAssign)):
            targets = [node.target]
        for target in targets:
            if isinstance(target, ast.Attribute) and target.attr in STATUS and not of_class(target):
                yield where_in(path, node)
        if isinstance(node, ast.Call):
            yield from (where_in(path, node) for _ in filter(None, [written_by_call(node)]))


def of_class(target: ast.Attribute) -> bool:
    """``response.status`` and the like are another status."""
    return isinstance(target.value, ast.Name) and target.value.id in ("response", "answer")


def written_by_call(node: ast.Call) -> bool:
    called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if called == "setattr" and len(node.args) > 1 and isinstance(node.args[1], ast.Constant):
        return node.args[1].value in STATUS
    return called in WRITERS and any(keyword.arg in STATUS for keyword in node.keywords)


def where_in(path: Path, node: ast.AST) -> str:
    line = getattr(node, "lineno", 0)
    return where(path, line) if path.is_relative_to(ROOT) else f"{path.name}:{line}"


def test_a_status_is_written_in_the_workflow_only() -> None:
    workflow = ROOT / "reports" / "workflow"
    elsewhere = [path for path in python_files() if not path.is_relative_to(workflow)]
    assert [line for path in elsewhere for line in status_written(path)] == []


@pytest.mark.parametrize(
    "line",
    [
        'report.status = "filed"',
        'Report.objects.filter(pk=1).update(status="filed")',
        'Report.objects.create(status="filed")',
        'setattr(report, "status", "filed")',
        'report.public_state = "published"',
    ],
)
def test_a_status_written_elsewhere_would_be_seen(line: str, tmp_path: Path) -> None:
    page = tmp_path / "page.py"
    page.write_text(line)
    assert len(list(status_written(page))) == 1


def test_nobody_listens_to_signals() -> None:
    """A signal acts far from where it is read, those that come from elsewhere (``user_logged_in``) included."""
    found = [
        where(path, line)
        for path in python_files()
        for imported, line in imports(path)
        if imported.startswith(SIGNALS) or imported.endswith(".signals")
    ]
    assert found == []


def test_only_the_clock_tells_the_time() -> None:
    """One clock, so that a demo and a test can move it: nobody asks Django or the machine."""
    clock = ROOT / "townships" / "clock.py"
    asking = {("timezone", "now"), ("timezone", "localdate"), ("datetime", "now"), ("datetime", "utcnow")}
    asking |= {("date", "today"), ("datetime", "today"), ("time", "time")}
    found = [
        where(path, node.lineno)
        for path in python_files()
        if path != clock
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and (getattr(node.value, "id", ""), node.attr) in asking
    ]
    assert found == []
