"""What is read from Word: numbers as Word counts them, revisions, boxes, tables, fields."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from reports.content import Table
from reports.figures import mentions
from reports.imports import parse
from reports.imports.carriers import docx
from reports.imports.carriers.numbering import written
from reports.imports.lines import Line
from reports.imports.neutral import neutral
from tests.reports.imports.wordfile import FILLER, W, document, listed, numbering, paragraph, run, word
from tests.samples.make_docx import HERE, build

CHINESE = (("chineseCountingThousand", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3."))


def lines_of(*blocks: str, **parts: str) -> tuple[Line, ...]:
    return docx.read(word(*blocks, **parts)).lines


def labels(*blocks: str, **parts: str) -> list[str]:
    return [line.number.text if line.number else "" for line in lines_of(*blocks, **parts)]


def texts(*blocks: str, **parts: str) -> list[str]:
    return [text for line in lines_of(*blocks, **parts) for text in line.texts()]


# --------------------------------------------------------------------------- the real report


def test_the_real_report_as_word_gives_the_same_parts_as_its_text() -> None:
    plain = neutral(parse("a.txt", (HERE / "xinxiang-2022.txt").read_bytes()), mentions)
    word_file = neutral(parse("a.docx", (HERE / "xinxiang-2022.docx").read_bytes()), mentions)
    assert word_file["parts"] == plain["parts"]
    assert word_file["title"] == plain["title"]
    assert word_file["figures"] == plain["figures"]


def test_the_committed_word_file_is_what_its_script_makes(tmp_path: Path) -> None:
    made = tmp_path / "made.docx"
    made.write_bytes(build())
    with zipfile.ZipFile(made) as new, zipfile.ZipFile(HERE / "xinxiang-2022.docx") as old:
        assert new.namelist() == old.namelist()
        for name in ("word/document.xml", "word/numbering.xml", "word/styles.xml"):
            assert new.read(name) == old.read(name)


# --------------------------------------------------------------------------- numbers


def test_automatic_numbers_count_by_level_and_start_anew_below() -> None:
    blocks = [
        listed(0, "甲"),
        listed(1, "乙"),
        listed(2, "丙"),
        listed(2, "丁"),
        listed(1, "戊"),
        listed(2, "己"),
    ]
    assert labels(*blocks, numbering=numbering(*CHINESE)) == ["一、", "（一）", "1.", "2.", "（二）", "1."]


def test_a_list_may_start_elsewhere_and_be_overridden_once() -> None:
    other = (
        '<w:num w:numId="2"><w:abstractNumId w:val="5"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride>'
        '<w:lvlOverride w:ilvl="1"><w:lvl w:ilvl="1"><w:numFmt w:val="decimal"/>'
        '<w:lvlText w:val="%2）"/></w:lvl></w:lvlOverride></w:num>'
    )
    part = numbering(*CHINESE, lists=other, start=3)
    blocks = [
        listed(0, "甲"),
        listed(0, "乙", list_id=2),
        listed(0, "丙", list_id=2),
        listed(1, "丁", list_id=2),
    ]
    assert labels(*blocks, numbering=part) == ["三、", "七、", "八、", "1）"]


def test_a_style_carries_its_number_and_level() -> None:
    styles = (
        f'<w:styles {W}><w:style w:styleId="B"><w:name w:val="base"/><w:pPr><w:numPr><w:ilvl w:val="1"/>'
        '<w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:styleId="H"><w:name w:val="heading 2"/><w:basedOn w:val="B"/>'
        "<w:rPr><w:b/></w:rPr></w:style></w:styles>"
    )
    (line,) = lines_of(
        paragraph("抓学习", properties='<w:pStyle w:val="H"/>'), styles=styles, numbering=numbering(*CHINESE)
    )
    assert (line.number.text, line.style, line.bold) == ("（一）", 2, 3)


def test_a_list_that_only_points_at_a_numbering_style_is_followed() -> None:
    styles = (
        f'<w:styles {W}><w:style w:styleId="L"><w:name w:val="list"/><w:pPr>'
        '<w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style></w:styles>'
    )
    linked = (
        '<w:abstractNum w:abstractNumId="6"><w:numStyleLink w:val="L"/></w:abstractNum>'
        '<w:num w:numId="4"><w:abstractNumId w:val="6"/></w:num>'
    )
    part = numbering(*CHINESE, lists=linked)
    assert labels(listed(0, "甲", list_id=4), styles=styles, numbering=part) == ["一、"]


def test_number_zero_takes_a_number_away_and_bullets_are_none() -> None:
    part = numbering(("bullet", "●"))
    assert (
        labels(listed(0, "甲"), listed(0, "乙", list_id=0), listed(0, "丙", list_id=9), numbering=part)
        == [""] * 3
    )


def test_a_level_without_restart_counts_on() -> None:
    part = numbering(*CHINESE).replace(
        '<w:lvl w:ilvl="1"><w:start w:val="1"/>',
        '<w:lvl w:ilvl="1"><w:lvlRestart w:val="0"/><w:start w:val="1"/>',
    )
    blocks = [listed(0, "甲"), listed(1, "乙"), listed(0, "丙"), listed(1, "丁")]
    assert labels(*blocks, numbering=part) == ["一、", "（一）", "二、", "（二）"]


def test_numbers_of_several_levels_and_strange_formats_keep_their_depth() -> None:
    part = numbering(("decimal", "%1"), ("decimal", "%1.%2"), ("upperLetter", "%3)"))
    found = lines_of(listed(0, "甲"), listed(1, "乙"), listed(2, "丙"), numbering=part)
    assert [(line.number.text, line.number.rank) for line in found] == [("1", 20), ("1.1", 10), ("A)", 20)]


@pytest.mark.parametrize(
    ("style", "n", "text"),
    [
        ("taiwaneseCountingThousand", 12, "十二"),
        ("ideographDigital", 3, "三"),
        ("decimalEnclosedCircle", 2, "②"),
        ("decimalEnclosedCircleChinese", 21, "（21）"),
        ("decimalEnclosedParen", 4, "（4）"),
        ("decimalEnclosedFullstop", 5, "5."),
        ("decimalZero", 6, "06"),
        ("upperRoman", 14, "XIV"),
        ("lowerRoman", 9, "ix"),
        ("lowerLetter", 2, "b"),
        ("upperLetter", 27, "27"),
        ("ideographTraditional", 2, "乙"),
        ("none", 1, ""),
        ("ordinal", 8, "8"),
    ],
)
def test_every_format_of_word_is_written(style: str, n: int, text: str) -> None:
    assert written(style, n) == text


# --------------------------------------------------------------------------- text


def test_insertions_stay_and_deletions_go() -> None:
    body = paragraph(
        "调解", "<w:del><w:r><w:delText>30</w:delText></w:r></w:del>", f"<w:ins>{run('36')}</w:ins>", "件。"
    )
    proposal = parse("a.docx", word(body, paragraph(FILLER)))
    assert proposal.content.parts[0].opening[0] == "调解36件。"
    assert "30" not in "".join(proposal.leftovers)
    assert [one.sentence for one in proposal.repairs if one.kind == "revisions"] == [
        "文中有修订痕迹：插入的1处已保留，删除的1处没有带入。"
    ]


def test_only_insertions_are_told_too() -> None:
    proposal = parse("a.docx", word(paragraph(f"<w:ins>{run(FILLER)}</w:ins>")))
    assert [one.sentence for one in proposal.repairs] == ["文中有修订痕迹：插入的1处已保留。"]


def test_a_paragraph_whose_mark_is_deleted_goes_on_in_the_next() -> None:
    assert texts(
        paragraph("前半", properties="<w:rPr><w:del/></w:rPr>"), paragraph("后半"), paragraph("另一段")
    ) == ["前半后半", "另一段"]


def test_moved_and_deleted_blocks_are_read_where_they_ended() -> None:
    gone = f"<w:moveFrom>{paragraph('旧处')}</w:moveFrom><w:del>{paragraph('删去')}</w:del>"
    assert texts(gone, f"<w:moveTo>{paragraph('新处')}</w:moveTo>") == ["新处"]


def test_a_text_box_is_read_once_at_its_anchor_and_a_stamp_is_left_over() -> None:
    def box(text: str) -> str:
        inner = f"<w:txbxContent>{paragraph(text)}</w:txbxContent>"
        return (
            f"<w:r><mc:AlternateContent><mc:Choice><w:drawing>{inner}</w:drawing></mc:Choice>"
            f"<mc:Fallback><w:pict>{inner}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
        )

    proposal = parse(
        "a.docx", word(paragraph(FILLER, box("框内文字。"), box("样稿，仅供校对使用")), paragraph("完。"))
    )
    assert proposal.content.parts[0].opening == (FILLER, "框内文字。", "完。")
    assert proposal.leftovers == ("样稿，仅供校对使用",)
    assert proposal.lost_characters == 0


def test_of_a_field_the_result_is_text_and_the_code_is_not() -> None:
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        '<w:r><w:instrText>HYPERLINK "http://x"</w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run("链接")}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    assert texts(paragraph("见", field, f"<w:hyperlink>{run('专栏')}</w:hyperlink>")) == ["见链接专栏"]


def test_a_table_of_contents_is_dropped_and_said() -> None:
    styles = f'<w:styles {W}><w:style w:styleId="T"><w:name w:val="toc 1"/></w:style></w:styles>'
    field = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> TOC \\o</w:instrText></w:r>'
    control = (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
        f"<w:sdtContent>{paragraph('目录三')}</w:sdtContent></w:sdt>"
    )
    data = word(
        paragraph("目录一", properties='<w:pStyle w:val="T"/>'),
        paragraph(field, '<w:r><w:fldChar w:fldCharType="separate"/></w:r>', "目录二"),
        paragraph('<w:r><w:fldChar w:fldCharType="end"/></w:r>', FILLER),
        control,
        styles=styles,
    )
    proposal = parse("a.docx", data)
    assert [text for part in proposal.content.parts for text in part.opening] == [FILLER]
    assert [one.kind for one in proposal.repairs] == ["contents"]


def test_controls_breaks_tabs_symbols_and_readings() -> None:
    ruby = f"<w:r><w:ruby><w:rt>{run('wàn')}</w:rt><w:rubyBase>{run('万')}</w:rubyBase></w:ruby></w:r>"
    body = paragraph(
        f"<w:sdt><w:sdtContent>{run('控件')}</w:sdtContent></w:sdt>",
        '<w:r><w:tab/><w:noBreakHyphen/><w:sym w:char="2713"/><w:br w:type="page"/></w:r>',
        ruby,
        "<m:oMath><m:r><m:t>x</m:t></m:r></m:oMath>",
    )
    assert texts(f"<w:sdt><w:sdtContent>{body}</w:sdtContent></w:sdt>") == ["控件\t-✓万x"]


def test_a_soft_break_parts_a_heading_from_its_text_but_not_a_sentence() -> None:
    heading = paragraph("（一）抓学习", "<w:r><w:br/></w:r>", FILLER)
    folded = paragraph(
        "一、主要举措和成效", "<w:r><w:cr/></w:r>", "我镇坚持", "<w:r><w:br/></w:r>", "依法行政。"
    )
    (part,) = parse("a.docx", word(folded, heading)).content.parts
    assert part.opening == ("我镇坚持依法行政。",)
    assert (part.items[0].heading, part.items[0].paragraphs) == ("抓学习", (FILLER,))


def test_what_stands_beside_the_body_is_left_over_and_page_numbers_are_nothing() -> None:
    def part(tag: str, *pieces: str) -> str:
        return f"<w:{tag} {W}>{''.join(map(paragraph, pieces))}</w:{tag}>"

    data = word(
        paragraph(FILLER, run("隐藏", "<w:vanish/>")),
        header1=part("hdr", "内部资料汇编"),
        footer1=part("ftr", "— 1 —"),
        comments=part("comments", "此处请核对", "此处请核对"),
        footnotes=part("footnotes", "见附表"),
    )
    proposal = parse("a.docx", data)
    assert sorted(proposal.leftovers) == ["内部资料汇编", "此处请核对", "见附表", "隐藏"]
    assert proposal.lost_characters == 0


# --------------------------------------------------------------------------- tables


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def test_a_table_of_data_stays_a_table_and_merged_cells_are_written_once() -> None:
    (line,) = lines_of(
        table(
            cell("事项") + cell("数量", '<w:gridSpan w:val="2"/>'),
            cell("处罚", '<w:vMerge w:val="restart"/>') + cell("12") + cell("15"),
            cell("", "<w:vMerge/>") + cell("7") + cell("8"),
            "<w:trPr><w:del/></w:trPr>" + cell("删") + cell("去"),
        )
    )
    assert line.table == Table((("事项", "数量", ""), ("处罚", "12", "15"), ("", "7", "8")))


def test_a_table_that_only_lays_out_the_page_is_read_as_paragraphs() -> None:
    assert texts(table(cell("第一段。"), cell("第二段。"))) == ["第一段。", "第二段。"]
    assert len(lines_of(table(cell("左" * 160) + cell("右")))) == 2


def test_an_empty_table_is_nothing() -> None:
    assert texts(table(cell("") + cell("")), "<w:tbl/>", paragraph("文")) == ["文"]


def test_a_package_may_name_its_document_elsewhere() -> None:
    rels = '<Relationships><Relationship Type="x/officeDocument" Target="/word/other.xml"/></Relationships>'
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        made.writestr("_rels/.rels", rels)
        made.writestr("word/other.xml", document(paragraph(FILLER)))
    assert parse("a.docx", buffer.getvalue()).content.parts[0].opening == (FILLER,)


# --------------------------------------------------------------------------- headings by style and weight

STYLES = f"<w:styles {W}>" + "".join(
    f'<w:style w:styleId="H{n}"><w:name w:val="heading {n}"/></w:style>' for n in (1, 2, 3)
) + "</w:styles>"  # fmt: skip


def heading(level: int, text: str) -> str:
    return paragraph(text, properties=f'<w:pStyle w:val="H{level}"/>')


def outline(data: bytes) -> list[tuple[str | None, list[str]]]:
    proposal = parse("a.docx", data)
    assert proposal.lost_characters == 0
    return [(part.title, [item.heading for item in part.items]) for part in proposal.content.parts]


def test_headings_by_style_alone_make_the_outline() -> None:
    blocks = [
        heading(1, "主要举措和成效"),
        heading(2, "抓学习"),
        paragraph(FILLER),
        heading(3, "抓细节"),
        paragraph("做实。"),
    ]
    found = outline(word(*blocks, heading(1, "下一步打算"), paragraph("继续。"), styles=STYLES))
    assert found == [("主要举措和成效", ["抓学习"]), ("下一步打算", [])]


def test_styles_below_typed_part_numbers_are_headings_inside_the_parts() -> None:
    blocks = [
        paragraph("一、主要举措和成效"),
        heading(2, "抓学习"),
        paragraph(FILLER),
        paragraph("二、下一步打算"),
        paragraph("继续。"),
    ]
    assert outline(word(*blocks, styles=STYLES)) == [("主要举措和成效", ["抓学习"]), ("下一步打算", [])]


def test_an_outline_level_of_the_paragraph_is_a_heading_too() -> None:
    first = paragraph("主要举措和成效", properties='<w:outlineLvl w:val="0"/>')
    body = paragraph(FILLER, properties='<w:outlineLvl w:val="9"/>')
    assert outline(word(first, body)) == [("主要举措和成效", [])]


def test_bold_tells_a_run_in_heading_that_lost_its_stop() -> None:
    line = paragraph(
        run("（一）", "<w:b/>"),
        run("压实主体责任，下好先手棋", "<w:b/>"),
        run(f"镇党委{FILLER}", '<w:b w:val="0"/>'),
    )
    (part,) = parse("a.docx", word(paragraph("一、主要举措和成效"), line)).content.parts
    assert part.items[0].heading == "压实主体责任，下好先手棋"
    assert part.items[0].paragraphs == (f"镇党委{FILLER}",)


def test_a_table_in_the_text_stays_where_it_stands() -> None:
    data = word(
        paragraph("一、主要举措和成效"),
        paragraph("（一）抓调解。"),
        table(cell("类型") + cell("受理"), cell("邻里") + cell("103")),
        paragraph(FILLER),
    )
    (part,) = parse("a.docx", data).content.parts
    assert part.items[0].heading == "抓调解"
    assert part.items[0].paragraphs == (Table((("类型", "受理"), ("邻里", "103"))), FILLER)


def test_a_number_too_deep_for_a_report_stays_in_the_text_also_when_word_made_it() -> None:
    levels = (*CHINESE, ("decimal", "（%4）"), ("decimalEnclosedCircle", "%5"))
    inner = (
        paragraph("一、主要举措和成效")
        + paragraph("一、甲")
        + "".join(listed(at, f"第{at}层") for at in range(1, 5))
    )
    (part,) = parse("a.docx", word(inner, paragraph(FILLER), numbering=numbering(*levels))).content.parts
    deepest = part.items[0].children[0].children[0].children[0]
    assert (deepest.heading, deepest.paragraphs) == ("第3层", ("①第4层", FILLER))


def test_rows_and_cells_in_content_controls_are_read_and_readings_in_links_are_not() -> None:
    def control(content: str) -> str:
        return f"<w:sdt><w:sdtContent>{content}</w:sdtContent></w:sdt>"

    ruby = f"<w:ruby><w:rt>{run('hàn')}</w:rt><w:rubyBase>{run('汉')}</w:rubyBase></w:ruby>"
    ruby = f"<w:hyperlink>{ruby}</w:hyperlink>"
    row = control(f"<w:tr>{cell('甲')}{control(cell('乙'))}</w:tr>")
    assert texts(f"<w:tbl>{row}</w:tbl>", paragraph(ruby)) == ["甲", "乙", "汉"]


def test_a_centred_soft_break_is_a_new_line_of_the_title() -> None:
    title = paragraph(
        "某镇人民政府",
        "<w:r><w:br/><w:br/></w:r>",
        "关于2022年法治政府建设情况的报告",
        properties='<w:jc w:val="center"/>',
    )
    found = parse("a.docx", word(title, paragraph(FILLER))).content
    assert found.title == "某镇人民政府关于2022年法治政府建设情况的报告"
    assert found.issuers == ("某镇人民政府",)
