"""What is read from plain text: encodings, folded lines, whole reports on one line, invisible characters."""

from __future__ import annotations

import codecs

import pytest

from reports.imports import ImportRefused, parse, read_text
from reports.imports.carriers.text import decode
from tests.reports.imports.wordfile import FILLER

REPORT = f"X镇人民政府关于2022年度法治政府建设情况的报告\n一、主要举措和成效\n（一）抓学习\n{FILLER}\n"


@pytest.mark.parametrize(
    "data",
    [
        REPORT.encode(),
        codecs.BOM_UTF8 + REPORT.replace("\n", "\r\n").encode(),
        REPORT.encode("gb18030"),
        codecs.BOM_UTF16_LE + REPORT.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + REPORT.replace("\n", "\u2028").encode("utf-16-be"),
    ],
    ids=["utf-8", "BOM and CRLF", "gb18030", "utf-16-le", "utf-16-be and line separators"],
)
def test_every_encoding_gives_the_same_report(data: bytes) -> None:
    proposal = parse("报告.TXT", data)
    assert proposal.content.issuers == ("X镇人民政府",)
    assert proposal.content.parts[0].items[0].paragraphs == (FILLER,)
    assert proposal.sentence == f"原文{proposal.source_characters}字，已全部归位，遗漏0字。"


@pytest.mark.parametrize(
    "data", [b"\xff\xff\xff\x00", codecs.BOM_UTF16_LE + b"\x00\xd8", bytes(range(32)) * 9]
)
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(ImportRefused) as refused:
        decode(data)
    assert refused.value.code == "not_text"


def test_rare_characters_are_kept_code_point_for_code_point() -> None:
    rare = "𠮷🧑‍⚖️ئۇيغۇر\ue001é①㈠Ⅳ㎡"
    text = f"一、主要举措和成效\n{FILLER}{rare}\n"
    assert read_text(text).content.parts[0].opening == (FILLER + rare,)


def test_invisible_characters_go_and_are_counted() -> None:
    proposal = read_text(f"一、主要\u200b举措和成效\n\ufeff{FILLER}\x00\u202e\u00ad\n")
    assert proposal.content.parts[0].title == "主要举措和成效"
    assert proposal.content.parts[0].opening == (FILLER,)
    assert proposal.repairs[0].sentence == "原文含有5个不可见的控制字符，已去掉，文字没有变化。"


def test_a_lone_surrogate_is_taken_out() -> None:
    assert read_text(f"一、主要举措和成效\n{FILLER}\ud83d").content.parts[0].opening == (FILLER,)


def folded(text: str, width: int, indent: str = "　　") -> str:
    return "\n".join(
        whole[at : at + width]
        for line in text.split("\n")
        for whole in [indent + line]
        for at in range(0, len(whole), width)
    )


@pytest.mark.parametrize("indent", ["　　", ""])
def test_lines_folded_at_the_page_are_joined(indent: str) -> None:
    text = f"一、主要举措和成效\n（一）抓学习\n{FILLER * 2}\n（二）抓执法\n{FILLER * 2}"
    (part,) = read_text(folded(text, 30, indent)).content.parts
    assert [item.paragraphs for item in part.items] == [(FILLER * 2,), (FILLER * 2,)]


def test_short_lines_of_their_own_are_not_joined() -> None:
    lines = [f"第{n}项任务已经完成。" for n in range(12)]
    assert read_text("\n".join(lines)).content.parts[0].opening == tuple(lines)


def test_a_report_on_one_line_is_divided_at_its_numbers() -> None:
    text = (
        f"X政〔2022〕2号X镇2022年法治政府建设情况报告{FILLER}一、工作开展情况1.抓学习。{FILLER}2.抓执法。{FILLER}"
        f"二、存在的不足及原因存在的不足1.队伍弱。{FILLER}原因分析1.认识不足。{FILLER}三、下一步工作计划{FILLER}"
        "X镇人民政府2023年1月9日"
    )
    content = read_text(text).content
    assert (content.title, content.document_number) == ("X镇2022年法治政府建设情况报告", "X政〔2022〕2号")
    assert [part.kind for part in content.parts] == ["lead", "measures", "shortcomings", "plan"]
    assert [item.heading for item in content.parts[1].items] == ["抓学习", "抓执法"]
    assert [item.heading for item in content.parts[2].items] == ["存在的不足", "原因分析"]
    assert str(content.dated) == "2023-01-09"


def test_page_numbers_in_a_text_on_one_line_are_left_over() -> None:
    text = (
        f"一、工作开展情况1.抓学习。平均1、得分高，{FILLER}2.抓执法。持2、证上岗，{FILLER}"
        f"二、下一步打算1.抓3、队伍。{FILLER}{FILLER}{FILLER}"
    )
    proposal = read_text(text)
    assert proposal.leftovers == ("1、", "2、", "3、")
    assert proposal.content.parts[0].items[1].paragraphs[0].startswith("持证上岗")
    assert proposal.lost_characters == 0


def test_advertisements_that_come_again_are_left_over_and_a_single_address_stays() -> None:
    text = f"一、主要举措和成效\n范文库 www.a.com 整理{FILLER}\n{FILLER}范文库 www.a.com\n（更多资料请关注公众号）{FILLER}\n"
    proposal = read_text(text + "详见 www.gov.cn 。")
    assert "".join(map(str, proposal.content.parts[0].opening)) == FILLER * 3 + "详见 www.gov.cn 。"
    assert proposal.leftovers == ("范文库 www.a.com 整理", "范文库 www.a.com", "（更多资料请关注公众号）")


def test_pasted_text_has_a_limit_and_a_minimum() -> None:
    with pytest.raises(ImportRefused) as refused:
        read_text("法" * (2 * 1024 * 1024 // 3 + 1))
    assert refused.value.code == "too_long"
    with pytest.raises(ImportRefused) as refused:
        read_text("法" * 49)
    assert refused.value.code == "too_short"
    assert "粘贴" in refused.value.sentence
