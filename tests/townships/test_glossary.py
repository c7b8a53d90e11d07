"""The glossary says what the code says: every post, kind and act is in it, under the label a page shows."""

from __future__ import annotations

import pytest
from django.conf import settings

from reports.enums import Act, PartKind, Severity
from townships.models import Role, Series, TownshipKind

GLOSSARY = (settings.BASE_DIR / "docs/reference/glossary.md").read_text("utf-8")


@pytest.mark.parametrize("word", [*Role, *TownshipKind, *Series, *PartKind, *Act])
def test_a_word_stands_beside_its_label(word: Role | TownshipKind | Series | PartKind | Act) -> None:
    lines = [line for line in GLOSSARY.splitlines() if f"`{word.value}`" in line]
    assert any(word.label in line for line in lines), f"{word.value} {word.label}"


@pytest.mark.parametrize("severity", Severity)
def test_a_severity_stands_beside_its_label(severity: Severity) -> None:
    assert f"`{severity.name}` {severity.label}" in GLOSSARY
