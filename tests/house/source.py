"""The project's own source, read once: files, syntax trees and what imports what."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("townships", "reports")
OURS = (*APPS, "config")


@cache
def python_files(*tops: str) -> tuple[Path, ...]:
    """Our Python files below the given folders (default: the program), migrations left out."""
    found = (path for top in tops or OURS for path in sorted((ROOT / top).rglob("*.py")))
    return tuple(path for path in found if "migrations" not in path.parts)


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), filename=str(path))


def name(path: Path) -> str:
    """``reports.models.text`` for reports/models/text.py; a package is its folder."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def modules() -> dict[str, Path]:
    return {name(path): path for path in python_files()}


def imports(path: Path, *, on_loading: bool = False) -> Iterator[tuple[str, int]]:
    """Every module of ours that a file imports, with the line.

    ``from reports import workflow`` is an import of reports.workflow; what stands under TYPE_CHECKING is none.
    With ``on_loading``, only what is imported while the module itself is loaded.
    """
    here = name(path) if path.name == "__init__.py" else name(path).rpartition(".")[0]
    for node in _walk(tree(path), on_loading):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                ancestors = here.split(".")[: len(here.split(".")) - node.level + 1]
                base = ".".join([*ancestors, base] if base else ancestors)
            for alias in node.names:
                inner = f"{base}.{alias.name}"
                yield (inner if inner in modules() else base), node.lineno


def _walk(node: ast.AST, on_loading: bool) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if on_loading and isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            continue
        if isinstance(child, ast.If) and ast.unparse(child.test).endswith("TYPE_CHECKING"):
            continue
        yield child
        yield from _walk(child, on_loading)


def where(path: Path, line: int) -> str:
    return f"{path.relative_to(ROOT)}:{line}"
