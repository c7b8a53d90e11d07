"""What is taken out of typed text, and what must stay code point for code point (reliability.md §3)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.saving import clean_line, clean_text


@pytest.mark.parametrize(
    "text",
    [
        "👨‍👩‍👧",
        "قىزىل تۇپراق",
        "می‌خواهم",
        "བོད་ཡིག",
        "𠀀𪛖堃喆",
        "\ue000\uf8ff",
        "〔2023〕①℃%‰",
        "é é",
        "ＡＢ１２，。",
    ],
)
def test_words_of_every_script_stay_as_they_are(text):
    assert clean_text(text) == text
    assert clean_line(text) == text


@pytest.mark.parametrize(
    "mark",
    [
        "\0",
        "\x07",
        "\x1b",
        "\x7f",
        "\x85",
        "\u200b",
        "\u2060",
        "\ufeff",
        "\u00ad",
        "\u202e",
        "\u2066",
        "\ud800",
    ],
)
def test_what_cannot_be_seen_goes(mark):
    assert clean_text(f"法{mark}治") == "法治"


@pytest.mark.parametrize("end", ["\r\n", "\r", "\u2028", "\u2029", "\n"])
def test_line_ends_are_one(end):
    assert clean_text(f"甲{end}乙") == "甲\n乙"
    assert clean_line(f"甲{end}乙") == "甲 乙"


def test_indents_and_margins_go_and_blank_lines_between_stay():
    assert clean_text("\n\n　　甲  \n\n  乙\t\n") == "甲\n\n乙"


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text):
    assert clean_text(clean_text(text)) == clean_text(text)
    assert clean_line(clean_line(text)) == clean_line(text)
    assert "\n" not in clean_line(text)
    clean_text(text).encode("utf-8")
