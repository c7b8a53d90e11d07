"""The Word file, looked at in its XML: form, fonts, order of elements, bookmarks, nothing of a machine."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest
from docx import Document
from hypothesis import given

from reports.content import Item, Part, ReportContent, Table, places
from reports.exports.docx import Layout, printed, to_docx
from reports.exports.page import page
from reports.imports import parse
from tests.reports.exports.papers import W, bookmarks, files, joint, real, root, uid, written
from tests.reports.imports.test_neutral import SHARED
from tests.reports.strategies import DRAFTS
from tests.samples.make_docx import HERE

#: The order of children the schema asks for (ISO/IEC 29500-1, A.1); what we never write is left out.
ORDER = {
    "pPr": "pStyle keepNext keepLines widowControl suppressLineNumbers tabs overflowPunct autoSpaceDE autoSpaceDN"
    " snapToGrid spacing ind jc outlineLvl",
    "rPr": "rFonts spacing sz szCs lang",
    "style": "name basedOn next semiHidden qFormat pPr rPr tblPr",
    "tblPr": "tblStyle tblW jc tblInd tblBorders tblLayout tblCellMar",
    "tcPr": "tcW vAlign",
    "tblCellMar": "top left bottom right",
    "sectPr": "headerReference footerReference pgSz pgMar lnNumType cols docGrid",
    "settings": "zoom trackRevisions doNotTrackFormatting defaultTabStop evenAndOddHeaders"
    " characterSpacingControl compat themeFontLang",
    "font": "altName charset",
}
SAMPLES = [HERE / "xinxiang-2022.txt", *sorted((SHARED / "reports").glob("*.txt"))]


def one(table: Table) -> ReportContent:
    return ReportContent("报告", 2025, parts=(Part(uid(1), "measures", "举措", (table,)),))


def styles(data: bytes) -> dict[str, ElementTree.Element]:
    return {style.get(f"{W}styleId", ""): style for style in root(data, "styles").iter(f"{W}style")}


def attribute(element: ElementTree.Element, path: str, name: str = "val") -> str | None:
    found = element.find("/".join(W + step for step in path.split("/")))
    return None if found is None else found.get(W + name)


def paragraphs(data: bytes) -> list[tuple[str, str]]:
    """Style and text of every paragraph."""
    return [
        (attribute(paragraph, "pPr/pStyle") or "", written(paragraph))
        for paragraph in root(data).iter(f"{W}p")
    ]


# --------------------------------------------------------------------------- form


def test_the_sheet_has_the_margins_and_lines_of_the_standard() -> None:
    section = next(root(to_docx(joint())).iter(f"{W}sectPr"))
    margins = section.find(f"{W}pgMar")
    millimetres = [round(int(margins.get(W + side)) / 56.6929) for side in ("top", "bottom", "left", "right")]
    assert millimetres == [37, 35, 28, 26]
    text_height = 16838 - 2098 - 1984
    assert text_height // int(attribute(section, "docGrid", "linePitch")) == 22
    assert section.find(f"{W}lnNumType") is None


def test_the_faces_are_named_as_the_offices_name_them() -> None:
    found = styles(to_docx(joint()))
    faces = {name: attribute(style, "rPr/rFonts", "eastAsia") for name, style in found.items()}
    assert faces["Title"] == "方正小标宋简体"
    assert faces["Heading1"] == "黑体"
    assert faces["Heading2"] == "楷体_GB2312"
    assert {faces[f"Heading{level}"] for level in (3, 4, 5)} == {None}
    assert faces["Footer"] == "宋体"
    default = next(root(to_docx(joint()), "styles").iter(f"{W}rFonts"))
    assert (default.get(f"{W}eastAsia"), default.get(f"{W}ascii")) == ("仿宋_GB2312", "Times New Roman")


def test_no_theme_can_win_over_a_face() -> None:
    for name, part in files(to_docx(joint())).items():
        assert "theme" not in name
        assert not re.search(rb"(?:ascii|eastAsia|hAnsi|cs)Theme", part), name


def test_headings_have_their_level_in_the_outline_and_stay_with_their_text() -> None:
    found = styles(to_docx(joint()))
    for level in range(1, 6):
        heading = found[f"Heading{level}"]
        assert attribute(heading, "pPr/outlineLvl") == str(level - 1)
        assert heading.find(f"{W}pPr/{W}keepNext") is not None
        assert attribute(heading, "name") == f"heading {level}"


def test_numbers_are_typed_and_never_automatic() -> None:
    data = to_docx(joint())
    texts = [text for style, text in paragraphs(data) if style.startswith("Heading")]
    assert texts[:5] == ["一、主要举措", "（一）第一层", "1.第二层", "（1）第三层", "①第四层"]
    assert b"numPr" not in b"".join(files(data).values())
    assert "word/numbering.xml" not in files(data)


def test_head_and_foot_stand_in_the_order_of_a_paper() -> None:
    found = paragraphs(to_docx(joint()))
    assert found[:3] == [
        (
            "Title",
            "中共重庆市万州区新乡镇委员会\n重庆市万州区新乡镇人民政府\n关于2025年度推进法治政府建设\n工作情况的报告",
        ),
        ("DocumentNumber", "新委文〔2026〕4号"),
        ("Salutation", "区委、区政府："),
    ]
    assert found[-4:] == [
        ("Signature", "中共重庆市万州区新乡镇委员会"),
        ("Signature", "重庆市万州区新乡镇人民政府"),
        ("Date", "2026年1月9日"),
        ("CopiedTo", "抄送：区委依法治区办，区司法局。"),
    ]


def test_what_a_row_says_of_itself_is_printed_as_on_the_page() -> None:
    content = joint()
    shown = [block.label + block.text for block in page(content).blocks if block.kind != "table"]
    cells = [text for block in page(content).blocks for row in block.rows for text in row]
    body = [text for style, text in paragraphs(to_docx(content)) if style in ("NormalIndent", "TableText")]
    headings = [text for style, text in paragraphs(to_docx(content)) if style.startswith("Heading")]
    assert sorted(filter(None, body + headings)) == sorted(shown + cells)


@pytest.mark.parametrize("name", ["footer1", "footer2"])
def test_the_page_number_stands_outside(name: str) -> None:
    data = to_docx(joint())
    side = {"footer1": "right", "footer2": "left"}[name]
    footer = root(data, name)
    assert attribute(footer, "p/pPr/jc") == side
    assert attribute(footer, "p/pPr/ind", f"{side}Chars") == "100"
    assert re.fullmatch("— [12] —", written(footer))
    assert root(data, "settings").find(f"{W}evenAndOddHeaders") is not None


# --------------------------------------------------------------------------- signature (7.3.5.2)


def signature(
    *issuers: str, day: date | None = date(2026, 1, 9), layout: Layout = Layout.FILING
) -> list[int]:
    """How many characters before the right edge each line begins."""
    data = to_docx(ReportContent("报告", 2025, issuers=issuers, dated=day), layout)
    return [
        round((layout.value.width - int(attribute(paragraph, "pPr/ind", "left"))) / 315)
        for paragraph in root(data).iter(f"{W}p")
        if attribute(paragraph, "pPr/pStyle") in ("Signature", "Date")
    ]


@pytest.mark.parametrize("layout", Layout)
def test_the_name_ends_two_characters_in_and_the_date_begins_two_further(layout: Layout) -> None:
    assert signature("重庆市万州区新乡镇人民政府", layout=layout) == [15, 13]


def test_names_of_a_joint_issue_begin_together() -> None:
    assert signature("中共重庆市万州区新乡镇委员会", "重庆市万州区新乡镇人民政府") == [16, 16, 14]


def test_a_date_longer_than_the_name_ends_two_characters_in() -> None:
    assert signature("新乡镇", day=date(2025, 12, 31)) == [11, 9]  # the date is seven wide


def test_a_date_alone_and_a_name_alone() -> None:
    assert signature(day=date(2025, 12, 31)) == [9]
    assert signature("新乡镇人民政府", day=None) == [9]


def test_a_name_wider_than_the_sheet_begins_at_its_edge() -> None:
    assert signature("很长的名称" * 8)[0] == 28


# --------------------------------------------------------------------------- the copy for comments


def test_the_copy_for_comments_is_open_to_changes_and_tracks_them() -> None:
    data = to_docx(joint(), Layout.CONSULTATION)
    settings = root(data, "settings")
    assert settings.find(f"{W}trackRevisions") is not None
    assert settings.find(f"{W}documentProtection") is None
    assert attribute(next(root(data).iter(f"{W}sectPr")), "lnNumType", "restart") == "newPage"
    for name in ("header1", "header2"):
        assert written(root(data, name)).startswith("征求意见稿")
    assert root(to_docx(joint()), "settings").find(f"{W}trackRevisions") is None


def test_the_copy_for_comments_leaves_room_to_write() -> None:
    margins = next(root(to_docx(joint(), Layout.CONSULTATION)).iter(f"{W}pgMar"))
    assert int(margins.get(f"{W}right")) / 56.6929 >= 55


# --------------------------------------------------------------------------- tables


def test_a_table_repeats_its_head_and_fills_the_width() -> None:
    table = next(root(to_docx(one(Table((("项目", "说明"), ("甲", "一段说明")))))).iter(f"{W}tbl"))
    widths = [int(column.get(f"{W}w")) for column in table.iter(f"{W}gridCol")]
    assert sum(widths) == Layout.FILING.value.width
    assert widths[1] > widths[0]
    heads = [row.find(f"{W}trPr/{W}tblHeader") is not None for row in table.iter(f"{W}tr")]
    assert heads == [True, False]


def test_a_row_of_much_text_may_be_divided_between_pages() -> None:
    table = next(root(to_docx(one(Table((("项目", "说明"), ("甲", "话" * 300)))))).iter(f"{W}tbl"))
    assert [row.find(f"{W}trPr/{W}cantSplit") is not None for row in table.iter(f"{W}tr")] == [True, False]


def test_a_table_of_uneven_rows_comes_back_as_it_was() -> None:
    table = Table((("项目", "件数", "说明"), ("甲", "1"), ("乙\n丙", "2", "")))
    part = Part(uid(1), "measures", "主要举措", ("正文。" * 20, table))
    back = parse(
        "a.docx", to_docx(ReportContent("关于2025年法治政府建设情况的报告", 2025, parts=(part,)))
    ).content
    assert back.parts[0].opening == part.opening


def test_many_columns_get_smaller_letters_and_too_many_become_lines() -> None:
    def sizes(columns: int) -> set[str]:
        data = to_docx(one(Table((("四字项目",) * columns,) * 2)))
        return {
            attribute(run, "rPr/sz")
            for run in root(data).iter(f"{W}r")
            if run.find(f"{W}rPr/{W}sz") is not None
        }

    assert sizes(4) == {"24"}
    assert sizes(20) == {"12"}
    data = to_docx(one(Table((("甲",) * 64, ("乙",) * 64))))
    assert root(data).find(f".//{W}tbl") is None
    assert paragraphs(data)[-2:] == [
        ("NormalIndent", "　".join("甲" * 64)),
        ("NormalIndent", "　".join("乙" * 64)),
    ]
    assert bookmarks(data)[f"r_{uid(1).replace('-', '')}_p0"] == "　".join("甲" * 64)


def test_two_tables_in_a_row_stay_two_and_none_ends_the_document() -> None:
    table = Table((("甲", "乙"),))
    content = ReportContent("报告", 2025, parts=(Part(uid(1), "measures", "举措", (table, table)),))
    body = root(to_docx(content)).find(f"{W}body")
    tags = [child.tag.removeprefix(W) for child in body]
    assert tags == ["p", "p", "tbl", "p", "tbl", "p", "sectPr"]


# --------------------------------------------------------------------------- bookmarks


@pytest.mark.parametrize("layout", Layout)
@pytest.mark.parametrize("content", [joint(), real()], ids=["joint", "real"])
def test_every_text_stands_in_one_bookmark(content: ReportContent, layout: Layout) -> None:
    hold_what_is_printed(content, layout)


def test_every_kind_of_text_has_a_bookmark() -> None:
    assert {name.rsplit("_", 1)[-1][0] for name in printed(joint()) if name != "title"} == set("thpcodg")


@given(DRAFTS)
def test_bookmarks_hold_what_is_printed_whatever_the_text(content: ReportContent) -> None:
    hold_what_is_printed(content, Layout.CONSULTATION)


def hold_what_is_printed(content: ReportContent, layout: Layout) -> None:
    found = bookmarks(to_docx(content, layout, "copy_7"))
    assert found.pop("copy_7") == ""
    said = printed(content)
    assert found.keys() == said.keys()
    tables = {f"r_{block.id.replace('-', '')}_{block.field}" for block in page(content).blocks if block.rows}
    for name, text in said.items():
        assert len(name) <= 40
        if name == "title":
            assert found[name].replace("\n", "") == text
        elif name not in tables:
            assert found[name] == text


def test_the_names_say_row_and_field() -> None:
    found = printed(joint())
    row = f"r_{uid(9).replace('-', '')}_"
    assert {name.removeprefix(row): text for name, text in found.items() if name.startswith(row)} == {
        "h": "（一）力量不足",
        "p0": "人少。",
        "c0": "原因：编制少。",
        "c2": "培训少。",
    }
    assert found[f"r_{uid(12).replace('-', '')}_h"] == "（二）"
    assert (
        found[f"r_{uid(12).replace('-', '')}_p0"] == "| 项目 | 件数 |\n| 行政处罚 | 12 |\n| 复议\\n诉讼 | 0 |"
    )


def test_the_mark_stands_at_the_start_even_of_an_empty_report() -> None:
    for content in (
        joint(),
        ReportContent("", 0),
        one(Table((("甲", "乙"),))),
        ReportContent("", 0, cc="甲"),
    ):
        start = next(root(to_docx(content, mark="copy_7")).iter(f"{W}bookmarkStart"))
        assert start.get(f"{W}name") == "copy_7"


@pytest.mark.parametrize("mark", ["7copy", "a b", "征求", "a" * 41])
def test_a_mark_that_word_would_drop_is_refused(mark: str) -> None:
    with pytest.raises(ValueError, match="bookmark"):
        to_docx(joint(), mark=mark)


def test_an_id_from_elsewhere_gets_no_bookmark() -> None:
    content = ReportContent("", 2025, parts=(Part("p", "plan", "安排", (), (Item("a", "培训"),)),))
    assert printed(content) == bookmarks(to_docx(content)) == {}


# --------------------------------------------------------------------------- the file


@pytest.mark.parametrize("layout", Layout)
@pytest.mark.parametrize("content", [joint(), real(), ReportContent("", 0)], ids=["joint", "real", "empty"])
def test_elements_stand_in_the_order_of_the_schema(content: ReportContent, layout: Layout) -> None:
    data = to_docx(content, layout)
    for name in files(data):
        if not name.startswith("word/") or name.endswith(".rels"):
            continue
        for element in ElementTree.fromstring(files(data)[name]).iter():
            order = ORDER.get(element.tag.removeprefix(W))
            if order:
                found = [child.tag.removeprefix(W) for child in element]
                assert set(found) <= set(order.split()), (name, element.tag)
                assert found == sorted(found, key=order.split().index), (name, found)


@pytest.mark.parametrize("layout", Layout)
def test_another_reader_opens_it(layout: Layout) -> None:
    opened = Document(io.BytesIO(to_docx(joint(), layout)))
    assert opened.paragraphs[0].style.name == "Title"
    assert len(opened.tables) == 3
    assert opened.settings.odd_and_even_pages_header_footer


def test_every_part_is_named_and_every_relation_leads_somewhere() -> None:
    for layout in Layout:
        found = files(to_docx(joint(), layout))
        types = found["[Content_Types].xml"].decode()
        assert {f"/{name}" for name in found if not name.endswith((".rels", "].xml"))} == set(
            re.findall('PartName="([^"]+)"', types)
        )
        targets = re.findall('Target="([^"]+)"', found["word/_rels/document.xml.rels"].decode())
        assert {f"word/{target}" for target in targets} <= found.keys()
        used = set(re.findall('r:id="([^"]+)"', found["word/document.xml"].decode()))
        relations = found["word/_rels/document.xml.rels"].decode()
        for identifier in used:
            kind = re.search(f'Id="{identifier}" Type="[^"]*/([a-z]+)"', relations).group(1)
            assert kind in ("header", "footer")


def test_the_same_report_gives_the_same_bytes() -> None:
    assert to_docx(joint(), mark="m") == to_docx(joint(), mark="m")
    assert to_docx(joint()) != to_docx(replace(joint(), title="关于2025年度法治政府建设情况的报告"))


def test_the_properties_tell_of_the_report_and_of_nobody_else() -> None:
    found = files(to_docx(replace(joint(), title="甲<乙>&的报告")))
    core = found["docProps/core.xml"].decode()
    assert "甲&lt;乙&gt;&amp;的报告" in core
    assert "<dc:creator>中共重庆市万州区新乡镇委员会、重庆市万州区新乡镇人民政府</dc:creator>" in core
    assert core.count("2026-01-09T00:00:00Z") == 2
    assert "lastModifiedBy" not in core
    assert set(found) & {"docProps/app.xml", "docProps/custom.xml", "docProps/thumbnail.jpeg"} == set()
    assert not re.search(rb"python|rsid|template", b"".join(found.values()), re.IGNORECASE)


@pytest.mark.parametrize(("year", "day"), [(2025, "2025-12-31"), (0, "1980-12-31"), (10000, "1980-12-31")])
def test_without_a_date_the_file_bears_the_end_of_its_year(year: int, day: str) -> None:
    assert f"{day}T00:00:00Z" in files(to_docx(ReportContent("报告", year)))["docProps/core.xml"].decode()


def test_what_xml_cannot_hold_is_left_out() -> None:
    content = ReportContent(
        "报\x0b告\ufffe", 2025, parts=(Part(uid(1), "lead", None, ("甲\x01乙\ud800<&>\t丙",)),)
    )
    assert paragraphs(to_docx(content)) == [("Title", "报告"), ("NormalIndent", "甲乙<&>\t丙")]
    assert list(printed(content).values()) == ["报告", "甲乙<&>\t丙"]


# --------------------------------------------------------------------------- read again


@pytest.mark.parametrize("layout", Layout)
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_our_own_importer_reads_the_same_report(sample: Path, layout: Layout) -> None:
    content = parse(sample.name, sample.read_bytes()).content
    head = {"document_number": "新府文〔2023〕4号", "dated": date(2023, 1, 13), "cc": "区委依法治区办"}
    content = replace(content, **head, addressee="区委、区政府：")
    back = parse("paper.docx", to_docx(content, layout, "copy_7")).content
    assert outline(back) == outline(content)
    for name in ("title", "issuers", "addressee", *head):
        assert getattr(back, name) == getattr(content, name), name


def outline(content: ReportContent) -> list[tuple[object, ...]]:
    return [
        (place.path, place.item.heading, place.item.paragraphs)
        if place.item
        else (place.path, place.part.kind, place.part.title, place.part.opening)
        for place in places(content)
    ]
