"""CSS and JavaScript stay within what Chromium 86 knows (360 and 奇安信 browsers of 2021 are built on it).

A deny-list of what came later. Chromium 86 itself was not run: no build of it is at hand.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.house.source import ROOT

#: Feature → how it looks, with the Chromium version that brought it.
CSS = {
    ":is() and :where() (88)": r":(is|where)\(",
    ":has() (105)": r":has\(",
    "aspect-ratio (88)": r"\baspect-ratio\s*:",
    "inset (87)": r"(?<![-\w])inset(-inline|-block)?\s*:",
    "logical shorthands (87)": r"\b(margin|padding)-(inline|block)\s*:",
    "logical borders (87)": r"\bborder-(inline|block)\s*:",
    "accent-color (93)": r"\baccent-color\s*:",
    "@layer (99)": r"@layer\b",
    "@container (105)": r"@container\b|\bcontainer-type\s*:",
    "@scope (118)": r"@scope\b",
    "color-mix (111)": r"\bcolor-mix\(",
    "oklch, lab, lch (111)": r"\b(oklch|oklab|lab|lch)\(",
    "small, large and dynamic viewport units (108)": r"\d(svh|lvh|dvh|svw|lvw|dvw)\b",
    "media range syntax (104)": r"@media[^{]*[<>]=?",
    "nesting (112)": r"^\s*&",
    "text-wrap (114)": r"\btext-wrap\s*:",
    "text-underline-offset (87)": r"\btext-underline-offset\s*:",
    "text-decoration-thickness (89)": r"\btext-decoration-thickness\s*:",
    ":user-invalid (119)": r":user-(in)?valid",
    "scrollbar-gutter (94)": r"\bscrollbar-gutter\s*:",
    "overflow: clip (90)": r"\boverflow(-[xy])?\s*:\s*clip",
    "subgrid (117)": r"\bsubgrid\b",
    "individual transforms (104)": r"(?<![-\w])(rotate|scale|translate)\s*:",
    "a foreign or inlined file": r"url\(\s*[\"']?(https?:|//|data:)",
    "@import of elsewhere": r"@import\b",
}
JS = {
    ".at() (92)": r"\.at\(",
    "structuredClone (98)": r"\bstructuredClone\(",
    "Object.hasOwn (93)": r"\bObject\.hasOwn\(",
    "crypto.randomUUID (92)": r"\brandomUUID\(",
    "#x in object (91)": r"#\w+\s+in\s",
    "static blocks (94)": r"\bstatic\s*{",
    "top-level await (89)": r"^await\b",
    "Array findLast (97)": r"\.findLast(Index)?\(",
    "toSorted, toReversed, toSpliced (110)": r"\.to(Sorted|Reversed|Spliced)\(",
    "Object.groupBy (117)": r"\.groupBy\(",
    "AbortSignal.timeout and any (103)": r"\bAbortSignal\.(timeout|any)\(",
    "Promise.withResolvers (119)": r"\.withResolvers\(",
    "regular expression flags d and v (90, 112)": r"/[gimsuy]*[dv][gimsuy]*\.(test|exec)\(",
    "popover (114)": r"\.(showPopover|togglePopover)\(",
    "Intl.Segmenter (87)": r"\bIntl\.Segmenter\b",
    "Array.fromAsync (121)": r"\bfromAsync\(",
    "eval, which the policy refuses": r"\beval\(|new Function\(",
    "innerHTML, which lets text become markup": r"\.(innerHTML|outerHTML)\s*=|insertAdjacentHTML|document\.write",
    "an address of elsewhere": r"[\"'`](https?:)?//[\w.]",
}


def files(suffix: str) -> list[Path]:
    return sorted((ROOT / "static").rglob(f"*.{suffix}"))


def too_young(path: Path, denied: dict[str, str]) -> list[str]:
    text = re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL)
    return [what for what, pattern in denied.items() if re.search(pattern, text, re.MULTILINE)]


@pytest.mark.parametrize("path", files("css"), ids=lambda path: path.name)
def test_css_is_understood_by_chromium_86(path: Path) -> None:
    assert too_young(path, CSS) == []


@pytest.mark.parametrize("path", files("js"), ids=lambda path: path.name)
def test_javascript_is_understood_by_chromium_86(path: Path) -> None:
    assert too_young(path, JS) == []


def test_nothing_of_somebody_elses_lies_in_static() -> None:
    assert [path.name for path in (ROOT / "static").rglob("*") if ".min." in path.name] == []
    long = [
        path.name
        for kind in ("css", "js")
        for path in files(kind)
        if max(map(len, lines(path)), default=0) > 500
    ]
    assert long == []


def lines(path: Path) -> list[str]:
    return path.read_text("utf-8").split("\n")
