"""Templates: each is used, loads what it uses, holds nothing the content security policy would refuse."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from tests.house.source import ROOT, python_files

TEMPLATES = ROOT / "templates"
#: Found by Django by their name alone.
BY_NAME = {"admin/base_site.html", "400.html", "403.html", "403_csrf.html", "404.html", "500.html"}
I18N = re.compile(r"{%\s*(translate|blocktranslate|trans|blocktrans|plural)\b")
LOADS = re.compile(r"{%\s*load\s+([^%]*)%}")
#: What a strict policy refuses, and what an address of elsewhere would be.
REFUSED = {
    "an inline script": re.compile(r"<script(?![^>]*\bsrc=)[^>]*>", re.IGNORECASE),
    "an inline style": re.compile(r"<style\b|\sstyle\s*=", re.IGNORECASE),
    "an inline handler": re.compile(r"<[^>]*\son[a-z]+\s*=\s*[\"']", re.IGNORECASE),
    "hx-on": re.compile(r"\shx-on[:\-]", re.IGNORECASE),
    "a data: or javascript: address": re.compile(
        r"(?:src|href)\s*=\s*[\"']?(?:data|javascript):", re.IGNORECASE
    ),
    "a foreign address": re.compile(r"(?:src|action)\s*=\s*[\"']?(?:https?:)?//", re.IGNORECASE),
    "a foreign style or picture": re.compile(r"<link\b[^>]*href\s*=\s*[\"']?(?:https?:)?//", re.IGNORECASE),
    "the |safe filter": re.compile(r"\|\s*safe\b|{%\s*autoescape\s+off"),
    "the older tag trans": re.compile(r"{%\s*(?:trans|blocktrans)\s"),
}


def templates() -> list[Path]:
    return sorted(TEMPLATES.rglob("*.*"))


def name(path: Path) -> str:
    return path.relative_to(TEMPLATES).as_posix()


@cache
def mentions() -> str:
    """Everything that may name a template: the program and the templates themselves."""
    return "\n".join(path.read_text("utf-8") for path in (*python_files(), *templates()))


def named(template: str) -> bool:
    """By its name, or by a family: ``f"filling/{act.slug}.html"`` names every file of its folder."""
    folder, _, file = template.rpartition("/")
    if re.search(rf"[\"']{re.escape(template)}[\"'#]", mentions()):
        return True
    family = re.compile(rf"f[\"']{re.escape(folder)}/([^\"']*{{[^\"']*)[\"']")
    for pattern in family.findall(mentions()):
        shape = "".join(
            ".+" if part.startswith("{") else re.escape(part) for part in re.split(r"({[^}]*})", pattern)
        )
        if re.fullmatch(shape, file):
            return True
    return False


@pytest.mark.parametrize("path", templates(), ids=name)
def test_a_template_is_used(path: Path) -> None:
    assert name(path) in BY_NAME or named(name(path))


@pytest.mark.parametrize("path", templates(), ids=name)
def test_a_template_loads_what_it_translates_with(path: Path) -> None:
    text = path.read_text("utf-8")
    loaded = {word for line in LOADS.findall(text) for word in line.split()}
    assert not I18N.search(text) or "i18n" in loaded
    assert "{% static " not in text or "static" in loaded


@pytest.mark.parametrize("path", templates(), ids=name)
def test_a_template_holds_nothing_the_policy_refuses(path: Path) -> None:
    text = re.sub(r"{#.*?#}", "", path.read_text("utf-8"))
    assert [what for what, pattern in REFUSED.items() if pattern.search(text)] == []


@pytest.mark.parametrize("path", templates(), ids=name)
def test_every_form_that_posts_carries_its_token(path: Path) -> None:
    text = path.read_text("utf-8")
    posts = re.findall(r"<form\b[^>]*method=[\"']post[^>]*>.*?</form>", text, re.DOTALL | re.IGNORECASE)
    assert [form[:120] for form in posts if "csrf_token" not in form and "{% crispy" not in form] == []
