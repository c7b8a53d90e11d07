"""The invented reports: the size of the real one, all different, the same at every run."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest

from benchmarks import texts
from reports.imports.labels import leading


def size(report: dict[str, Any]) -> int:
    rows = [row for part in report["sections"] for row in part["subsections"]]
    heads = [part["heading"] for part in report["sections"]]
    written = [
        *heads,
        *(row["heading"] for row in rows),
        *(text for row in rows for text in row["paragraphs"]),
    ]
    return sum(map(len, written))


def test_a_report_is_as_long_as_the_real_one_and_like_no_other() -> None:
    made = list(texts.reports(40))
    assert all(3200 <= size(one) <= 3900 for one in made)
    assert len({json.dumps(one["sections"]) for one in made}) == 40
    assert made == list(texts.reports(40))


def test_each_of_two_thousand_has_its_own_place_and_year() -> None:
    places = {(one["district"], one["township"], one["year"]) for one in texts.reports(2000, districts=1)}
    assert len(places) == 2000
    assert len({texts.township_name(number) for number in range(2000)}) == 2000


def test_three_in_four_are_published_and_all_kinds_occur_in_every_year() -> None:
    made = list(texts.reports(400))
    assert sum(one["status"] == "published" for one in made) == 300
    for year in (2022, 2023, 2024, 2025):
        found = {one["status"] for one in made if one["year"] == year}
        assert found == {"published", "submitted", "draft"}


def test_headings_carry_their_numbers_as_people_type_them() -> None:
    for part in next(texts.reports(1))["sections"]:
        assert leading(part["heading"]) is not None
        assert all(leading(row["heading"]) is not None for row in part["subsections"])


def test_no_district_is_an_error() -> None:
    with pytest.raises(ValueError, match="at least one"):
        next(texts.reports(1, districts=0))


def test_the_command_prints_a_line_a_report(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["texts", "3", "--districts", "2", "--years", "1"])
    texts.main()
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one["i"] for one in lines] == [0, 1, 2]
    assert {one["district"] for one in lines} == {"第01区", "第02区"}
    assert {one["year"] for one in lines} == {2025}
