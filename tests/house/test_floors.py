"""Every room stands on its floor: it imports what lies below it, never what lies above (the table of the design)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.house.source import APPS, imports, modules, where

FLOOR_2 = ("reports.imports", "reports.figures", "reports.checks", "reports.exports", "reports.comparison")
FLOOR_2 = (*FLOOR_2, "reports.similarity", "reports.searching")
ACTS = (
    "reports.workflow",
    "reports.saving",
    "reports.publishing",
    "reports.opening",
    "reports.checking",
    "reports.historic",
)
PAGES = ("reports.views", "reports.admin", "reports.api", "reports.management", "reports.demo")
#: Room → what it never imports. The longest matching room counts.
NEVER: dict[str, tuple[str, ...]] = {
    "townships": ("reports",),
    "reports.enums": ("townships", "reports"),
    "reports.content": ("django", "townships", "reports"),
    "reports.models": (*FLOOR_2, "reports.permissions", *ACTS, "reports.forms", *PAGES),
    "reports.permissions": (*ACTS, "reports.forms", *PAGES),
    "reports.forms": (*PAGES, "reports.workflow"),
}
NEVER |= dict.fromkeys(ACTS, ("reports.forms", *PAGES))
#: Rooms of floor 2 know the spine and nothing else; a check may read figures.
OF_FLOOR_2 = ("reports.content", "reports.enums")
MAY_READ = {"reports.checks": ("reports.figures",)}
FRAMEWORK = ("django.db", "django.http", "django.shortcuts", "django.forms", "django.urls", "django.views")


def inside(module: str, rooms: tuple[str, ...]) -> bool:
    return any(module == room or module.startswith(room + ".") for room in rooms)


def breaches(module: str, path: Path) -> list[str]:
    room = max((one for one in NEVER if inside(module, (one,))), key=len, default="")
    found = []
    for imported, line in imports(path):
        own = room and inside(imported, (room,))
        if room and not own and inside(imported, NEVER[room]):
            found.append(f"{where(path, line)} imports {imported}, which lies above {room}")
        elif inside(module, FLOOR_2) and above_floor_2(module, imported):
            found.append(f"{where(path, line)} imports {imported}; a room of floor 2 is plain Python")
    return found


def above_floor_2(module: str, imported: str) -> bool:
    own = next(room for room in FLOOR_2 if inside(module, (room,)))
    if inside(imported, FRAMEWORK):
        return True
    return inside(imported, APPS) and not inside(imported, (own, *OF_FLOOR_2, *MAY_READ.get(own, ())))


@pytest.mark.parametrize("module", sorted(modules()))
def test_a_module_imports_only_what_lies_below_it(module: str) -> None:
    assert breaches(module, modules()[module]) == []


def test_a_breach_would_be_seen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tests.house.source.ROOT", tmp_path)
    page = tmp_path / "reports" / "saving" / "door.py"
    page.parent.mkdir(parents=True)
    page.write_text("from reports.views import filling\n")
    assert len(breaches("reports.saving.door", page)) == 1


def test_there_is_no_room_without_a_subject() -> None:
    rooms = {part for module in modules() for part in module.split(".")}
    assert not rooms & {"core", "common", "utils", "helpers", "misc"}


def test_nothing_imports_in_a_circle() -> None:
    """While loading: a package counts as loaded together with each of its modules."""
    graph = {
        module: {target for target, _ in imports(path, on_loading=True) if target in modules()}
        for module, path in modules().items()
    }
    circles: list[str] = []
    state: dict[str, int] = {}

    def visit(module: str, trail: tuple[str, ...]) -> None:
        state[module] = 1
        for target in sorted(graph[module]):
            if state.get(target) == 1 and target in trail:
                circles.append(" → ".join((*trail[trail.index(target) :], target)))
            elif target not in state:
                visit(target, (*trail, target))
        state[module] = 2

    for module in graph:
        if module not in state:
            visit(module, (module,))
    assert circles == []
