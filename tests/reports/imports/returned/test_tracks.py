"""Tracked changes and comments: by whom, both texts, whatever a word processor's habits of writing them."""

from __future__ import annotations

import pytest

from reports.imports import ImportRefused
from reports.imports.returned import read
from tests.reports.imports.returned.paper import (
    TAN,
    ZHOU,
    Paper,
    applied,
    run,
    set_text,
    tracked,
    w,
)
from tests.reports.imports.returned.report import COURSE, LAW, MEDIATE, REPORT, TEACH, WEAK, item, n
from tests.reports.imports.wordfile import document, package, paragraph


@pytest.fixture
def paper() -> Paper:
    return Paper(REPORT)


def test_two_authors_in_one_paragraph(paper: Paper) -> None:
    paper.track(n(TEACH, "p0"), "5次", "6次", ZHOU)
    line = paper.line(n(TEACH, "p0"))
    line.append(tracked("ins", TAN, "2023-01-13T10:00:00Z", run("效果良好。")))
    (change,) = paper.result().changes
    assert change.old == "全年开展法治宣传5次，发放资料1000余份。"
    assert change.new == "全年开展法治宣传6次，发放资料1000余份。效果良好。"
    assert (change.authors, change.at, change.untracked) == ((ZHOU, TAN), "2023-01-13T10:00:00Z", False)


def test_both_texts_of_a_tracked_paragraph(paper: Paper) -> None:
    paper.track(n(TEACH, "p0"), "5次", "6次", ZHOU)
    block = next(one for one in paper.came().blocks if "6次" in one.text)
    assert block.before == "全年开展法治宣传5次，发放资料1000余份。"
    assert [(one.kind, one.text, one.author) for one in block.pieces] == [
        ("delete", "5次", ZHOU),
        ("insert", "6次", ZHOU),
    ]


def test_untracked_words_beside_tracked_ones_are_told_apart(paper: Paper) -> None:
    paper.write(n(TEACH, "p0"), "全年开展普法宣传5次，发放资料1000余份。")
    paper.track(n(TEACH, "p0"), "5次", "6次", ZHOU)
    (change,) = paper.result().changes
    assert (change.authors, change.untracked) == ((ZHOU,), True)


def test_what_one_wrote_and_another_crossed_out_is_nowhere(paper: Paper) -> None:
    line = paper.line(n(TEACH, "p0"))
    inner = tracked("del", TAN, "2023-01-13T10:00:00Z", run("多余的话。", "delText"))
    line.append(tracked("ins", ZHOU, "2023-01-12T10:00:00Z", inner))
    assert paper.result().changes == ()


def test_a_paragraph_crossed_out_whole_tells_by_whom(paper: Paper) -> None:
    paper.track_away(n(MEDIATE, "p1"), TAN)
    (change,) = paper.result().changes
    assert (change.kind, change.authors) == ("delete", (TAN,))
    assert len(item(applied(paper), MEDIATE).paragraphs) == 1


def test_a_row_crossed_out_whole(paper: Paper) -> None:
    for name in (n(COURSE, "h"), n(COURSE, "p0")):
        paper.track_away(name, ZHOU)
    (change,) = paper.result().changes
    assert (change.kind, change.authors) == ("delete_row", (ZHOU,))


def test_a_tracked_new_paragraph_tells_by_whom_and_leaves_its_neighbour_alone(paper: Paper) -> None:
    paper.track_paragraph("新写的一段。", n(TEACH, "p0"), ZHOU)
    (change,) = paper.result().changes
    assert (change.kind, change.new, change.authors, change.untracked) == (
        "paragraph",
        "新写的一段。",
        (ZHOU,),
        False,
    )


def test_a_tracked_split_keeps_the_rejected_text_whole(paper: Paper) -> None:
    from tests.reports.imports.returned.paper import mark

    paper.split(n(TEACH, "p0"), "发放资料")
    mark(paper.line(n(TEACH, "p0")), "ins", ZHOU, "2023-01-12T10:00:00Z")
    first, second = paper.result().changes
    assert (first.kind, first.authors, first.untracked) == ("text", (ZHOU,), False)
    assert second.kind == "paragraph"


def test_a_tracked_join_is_one_paragraph(paper: Paper) -> None:
    from tests.reports.imports.returned.paper import mark

    mark(paper.line(n(TEACH, "p0")), "del", ZHOU, "2023-01-12T10:00:00Z")
    assert sorted(one.kind for one in paper.result().changes) == ["delete", "text"]
    assert item(applied(paper), TEACH).paragraphs == ("".join(item(REPORT, TEACH).paragraphs),)


def test_a_tracked_move_is_a_move(paper: Paper) -> None:
    paper.track_move(n(TEACH, "p1"), n(MEDIATE, "p1"), ZHOU)
    (change,) = paper.result().changes
    assert (change.kind, change.authors) == ("move", (ZHOU,))
    assert item(applied(paper), MEDIATE).paragraphs[-1] == item(REPORT, TEACH).paragraphs[1]


def test_accepted_or_not_the_text_is_the_same() -> None:
    """A leader who accepts his own changes before sending it back sends the same report."""
    left, taken = Paper(REPORT), Paper(REPORT)
    left.track(n(TEACH, "p0"), "5次", "6次", ZHOU)
    taken.write(n(TEACH, "p0"), "全年开展法治宣传6次，发放资料1000余份。")
    left.track_away(n(MEDIATE, "p1"), ZHOU)
    taken.remove(n(MEDIATE, "p1"))
    left.track_paragraph("新的一段。", n(LAW, "p0"), ZHOU)
    taken.insert("新的一段。", after=n(LAW, "p0"))
    assert applied(left) == applied(taken)
    assert [one.kind for one in left.result().changes] == [one.kind for one in taken.result().changes]


# ------------------------------------------------------------------------- comments


def test_comments_with_author_place_quote_and_replies(paper: Paper) -> None:
    first = paper.comment(paper.line(n(WEAK, "c0")), ZHOU, "原因再挖深一点。")
    paper.comment(paper.line(n(WEAK, "c0")), TAN, "同意周镇长意见。", answers=first)
    (told,) = paper.result().comments
    assert (told.path, told.comment.author, told.comment.text) == ("二（一）原因", ZHOU, "原因再挖深一点。")
    assert told.comment.quote == "原因：人员补充渠道单一。"
    assert [(one.author, one.text) for one in told.comment.replies] == [(TAN, "同意周镇长意见。")]


def test_a_comment_on_changed_words_stands_with_the_change(paper: Paper) -> None:
    paper.track(n(TEACH, "p0"), "5次", "6次", ZHOU)
    paper.comment(paper.line(n(TEACH, "p0")), ZHOU, "数字请核对。")
    found = paper.result()
    assert found.changes[0].comments == (found.comments[0].key,)
    assert found.comments[0].comment.quote == "全年开展法治宣传6次，发放资料1000余份。"


def test_a_comment_on_a_deleted_paragraph_keeps_its_place(paper: Paper) -> None:
    paper.comment(paper.line(n(MEDIATE, "p1")), TAN, "这段删去。")
    paper.track_away(n(MEDIATE, "p1"), TAN)
    (told,) = paper.result().comments
    assert told.path == "一（三）第2段"
    assert told.comment.quote == told.about == "把矛盾化解在村组，做到小事不出村。"


def test_a_comment_without_a_place_is_not_dropped(paper: Paper) -> None:
    paper.comment(paper.line(n(TEACH, "p0")), ZHOU, "总体写得好。")
    for tag in ("commentRangeStart", "commentRangeEnd", "commentReference"):
        for one in list(paper.root.iter("{*}" + tag)):
            one.getparent().remove(one)
    (told,) = paper.result().comments
    assert (told.path, told.comment.text) == ("", "总体写得好。")


# ------------------------------------------------------------------------- beside the text


def test_a_text_box_and_a_picture_are_not_dropped(paper: Paper) -> None:
    line = paper.line(n(TEACH, "p0"))
    box, picture = w("r"), w("r")
    drawing = w("drawing")
    content = w("txbxContent")
    inner = w("p")
    inner.append(run("旁边写的一句话"))
    content.append(inner)
    drawing.append(content)
    box.append(drawing)
    picture.append(w("drawing"))
    line.extend([box, picture])
    found = paper.result()
    assert [(one.kind, one.new, one.path) for one in found.changes] == [("aside", "旁边写的一句话", "文本框")]
    assert found.pictures == 1


def test_a_changed_signature_is_shown_and_not_brought_in(paper: Paper) -> None:
    set_text(paper.lines()[-1], "中共新乡镇委员会")
    (change,) = paper.result().changes
    assert (change.kind, change.new) == ("aside", "中共新乡镇委员会")
    assert applied(paper) == REPORT


def test_a_foot_note_is_shown_for_copying() -> None:
    note = paragraph("这个数再核一下").replace("<w:p>", "<w:p>", 1)
    body = document(paragraph("正文一段。"))
    notes = body.replace("w:document", "w:footnotes").replace("<w:sectPr/>", "").replace("正文一段。", "")
    data = package(body, footnotes=notes.replace("</w:body>", note + "</w:body>"))
    assert [(one.text, one.aside) for one in read("a.docx", data).blocks if one.aside] == [
        ("这个数再核一下", "脚注")
    ]


def test_a_paragraph_within_a_control_an_alternative_or_a_tracked_block_is_read() -> None:
    inner = paragraph("里面的一段。")
    blocks = (
        f"<w:sdt><w:sdtContent>{inner}</w:sdtContent></w:sdt>",
        f"<mc:AlternateContent><mc:Choice>{inner}</mc:Choice><mc:Fallback>{inner}</mc:Fallback></mc:AlternateContent>",
        f'<w:ins w:author="甲">{inner}</w:ins>',
        "<w:p><m:oMath><m:r><m:t>里面的一段。</m:t></m:r></m:oMath></w:p>",
        "<w:p><w:ruby><w:rubyBase><w:r><w:t>里面的一段。</w:t></w:r></w:rubyBase></w:ruby></w:p>",
    )
    for block in blocks:
        assert [one.text for one in read("a.docx", package(document(block))).blocks] == ["里面的一段。"], (
            block
        )


def test_merged_cells_and_a_table_without_words() -> None:
    cell = "<w:tc><w:tcPr>{}</w:tcPr>" + paragraph("类别") + "</w:tc>"
    wide = cell.format('<w:gridSpan w:val="2"/>')
    empty = "<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>"
    body = document(f"<w:tbl><w:tr>{wide}{cell.format('')}</w:tr></w:tbl>", empty)
    (block,) = read("a.docx", package(body)).blocks
    assert block.rows == (("类别", "", "类别"),)


def test_a_document_without_a_body_and_odd_markers_has_no_blocks() -> None:
    from tests.reports.imports.wordfile import W

    assert read("a.docx", package(f"<w:document {W}/>")).blocks == ()
    odd = paragraph(
        '<w:bookmarkStart w:id="1" w:name="_GoBack"/><w:bookmarkEnd w:id="7"/><w:commentRangeEnd w:id="3"/>',
        '<w:r><w:fldChar w:fldCharType="end"/><w:fldChar w:fldCharType="separate"/></w:r>',
        "<w:r><w:ruby/></w:r>",
    )
    assert read("a.docx", package(document(odd))).blocks == ()


def test_a_reply_to_a_comment_that_is_gone_and_an_empty_comment(paper: Paper) -> None:
    paper.comment(paper.line(n(TEACH, "p0")), ZHOU, "答复的话。", answers=8)
    paper.comment(paper.line(n(TEACH, "p1")), TAN, "")
    assert [one.comment.text for one in paper.result().comments] == ["答复的话。"]


def test_fields_and_hidden_codes_are_no_text() -> None:
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>DATE</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>2023年</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    base = "<w:rubyBase><w:r><w:t>音</w:t></w:r></w:rubyBase>"
    ruby = f"<w:r><w:ruby><w:rt><w:r><w:t>yin</w:t></w:r></w:rt>{base}</w:ruby></w:r>"
    (block,) = read("a.docx", package(document(paragraph(field, ruby)))).blocks
    assert block.text == "2023年音"


def test_a_soft_break_parts_paragraphs() -> None:
    data = package(document(paragraph("上一段。", "<w:r><w:br/></w:r>", "下一段。")))
    assert [one.text for one in read("a.docx", data).blocks] == ["上一段。", "下一段。"]


# ------------------------------------------------------------------------- refused


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.txt", "一段文字。".encode(), "wrong_type"),
        ("a.wps", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "unsupported_type"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "encrypted"),
        ("a.docx", b"PK\x03\x04 broken", "unreadable"),
    ],
)
def test_a_file_of_another_kind_is_refused(name: str, data: bytes, code: str) -> None:
    with pytest.raises(ImportRefused) as refused:
        read(name, data)
    assert refused.value.code == code


def test_a_document_type_is_refused() -> None:
    body = '<!DOCTYPE x [<!ENTITY e "x">]>' + document(paragraph("一段。"))
    with pytest.raises(ImportRefused) as refused:
        read("a.docx", package(body))
    assert refused.value.code == "dtd"
