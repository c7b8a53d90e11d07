"""The sheets as LibreOffice prints them: lines and characters counted, page numbers measured (GB/T 9704, 5.2, 7.5)."""

from __future__ import annotations

import ctypes
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import pairwise

import pypdfium2 as pdfium
import pytest

from reports.content import Item, Part, ReportContent
from reports.exports.docx import Layout, to_docx
from tests.reports.exports.papers import joint, real, uid

POINTS = 72 / 25.4
#: A page: base line → the characters on it as (x, character), from the left.
Sheet = dict[float, list[tuple[float, str]]]


def sheets(pdf: bytes) -> list[Sheet]:
    document = pdfium.PdfDocument(pdf)
    try:
        return [dict(sorted(lines_of(page).items(), reverse=True)) for page in document]
    finally:
        document.close()


def lines_of(page: pdfium.PdfPage) -> Sheet:
    text = page.get_textpage()
    found: Sheet = defaultdict(list)
    x, y = ctypes.c_double(), ctypes.c_double()
    for at in range(text.count_chars()):
        character = text.get_text_range(at, 1)
        if character.strip():
            pdfium.raw.FPDFText_GetCharOrigin(text.raw, at, x, y)
            found[round(y.value, 1)].append((x.value, character))
    return {line: sorted(characters) for line, characters in found.items()}


def bodies(page: Sheet) -> list[float]:
    """The base lines of the text: without head line and page number."""
    return [line for line in page if 35 <= line / POINTS <= 297 - 37]


@pytest.fixture(scope="session")
def filed(as_pdf: Callable[[bytes], bytes]) -> list[Sheet]:
    """A paper of running Han text only: the grid itself, whatever fonts the machine has."""
    part = Part(
        uid(1),
        "measures",
        "主要举措",
        ("依法行政" * 400, "建设" * 300),
        (Item(uid(2), "普法", ("宣" * 300,)),),
    )
    return sheets(as_pdf(to_docx(ReportContent("", 2025, parts=(part,)))))


@pytest.fixture(scope="session")
def real_sheets(as_pdf: Callable[[bytes], bytes]) -> list[Sheet]:
    return sheets(as_pdf(to_docx(real())))


@pytest.fixture(scope="session")
def consulted(as_pdf: Callable[[bytes], bytes]) -> list[Sheet]:
    return sheets(as_pdf(to_docx(real(), Layout.CONSULTATION)))


def test_a_full_page_has_22_lines(filed: list[Sheet], real_sheets: list[Sheet]) -> None:
    assert [len(bodies(page)) for page in filed[:-1]] == [22] * (len(filed) - 1)
    assert len(filed) >= 4
    full = [len(bodies(page)) for page in real_sheets[1:-1]]
    assert max(full) == 22
    assert min(full) >= 21  # a heading goes over with its text


def test_lines_stand_28_95_points_apart(filed: list[Sheet]) -> None:
    for page in filed:
        for upper, lower in pairwise(bodies(page)):
            assert upper - lower == pytest.approx(28.95, abs=0.2)


def test_a_full_line_has_28_characters_within_156_millimetres(filed: list[Sheet]) -> None:
    lines = [page[line] for page in filed for line in bodies(page)]
    assert max(map(len, lines)) == 28
    assert sum(len(line) == 28 for line in lines) > 60
    for line in lines:
        assert line[0][0] >= 28 * POINTS - 0.5
        assert line[-1][0] + 15.75 <= (210 - 26) * POINTS + 0.5


def page_number(page: Sheet) -> tuple[str, float, float, float]:
    """Its text, its left and right end, and its base line."""
    line = min(page)
    characters = page[line]
    return "".join(one for _, one in characters), characters[0][0], characters[-1][0] + 14, line


@pytest.mark.parametrize("copy", ["real_sheets", "consulted"])
def test_page_numbers_stand_outside_one_character_in(copy: str, request: pytest.FixtureRequest) -> None:
    layout = {"real_sheets": Layout.FILING, "consulted": Layout.CONSULTATION}[copy]
    right = (1588 + layout.value.width) / 20
    for number, page in enumerate(request.getfixturevalue(copy), start=1):
        text, start, end, _ = page_number(page)
        assert text == f"—{number}—"
        if number % 2:
            assert end == pytest.approx(right - 14, abs=1.5)
        else:
            assert start == pytest.approx(79.4 + 14, abs=1.5)


def test_the_dash_lies_7_millimetres_under_the_text(real_sheets: list[Sheet]) -> None:
    for page in real_sheets:
        *_, base = page_number(page)
        dash = base + 0.36 * 14  # a dash of 四号 lies about a third of its height over the base line
        assert 35 - dash / POINTS == pytest.approx(7, abs=0.5)


def test_the_signature_is_never_alone_on_a_page(as_pdf: Callable[[bytes], bytes]) -> None:
    for count in (17, 18, 19, 20):
        part = Part(uid(1), "measures", "举措", tuple("话" * 40 for _ in range(count // 2)))
        content = ReportContent("", 2025, issuers=joint().issuers, dated=joint().dated, parts=(part,))
        last = sheets(as_pdf(to_docx(content)))[-1]
        text = "".join(one for line in bodies(last) for _, one in last[line])
        assert "中共重庆市" in text
        assert "话" in text


def test_the_copy_for_comments_has_numbered_lines_18_to_a_page(consulted: list[Sheet]) -> None:
    for page in consulted[
        1:-2
    ]:  # on the last but one, LibreOffice takes the last paragraph whole to the signature
        lines = bodies(page)
        assert len(lines) in (17, 18)
        numbers = ["".join(one for x, one in page[line] if x < 28 * POINTS - 2) for line in lines]
        assert numbers == [str(at) for at in range(1, len(lines) + 1)]


def test_the_copy_for_comments_says_so_on_every_page(consulted: list[Sheet]) -> None:
    for page in consulted:
        assert "".join(one for _, one in page[max(page)]).startswith("征求意见稿")


def written_lines(page: Sheet) -> Iterator[str]:
    for line in bodies(page):
        yield "".join(one for _, one in page[line])


def test_title_number_addressee_and_signature_are_where_they_belong(real_sheets: list[Sheet]) -> None:
    first = [line for line in written_lines(real_sheets[0]) if line]
    assert first[:4] == [
        "重庆市万州区新乡镇人民政府",
        "关于2022年度法治政府建设情况的报告",
        "新府文〔2023〕4号",
        "区委、区政府：",
    ]
    middle = (28 + 156 / 2) * POINTS
    line = bodies(real_sheets[0])[0]
    characters = real_sheets[0][line]
    assert (characters[0][0] + characters[-1][0] + 22) / 2 == pytest.approx(middle, abs=1.5)
