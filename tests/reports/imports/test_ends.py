"""What stands before and behind the text: title, issuers, number, addressee; signature, date, attachments."""

from __future__ import annotations

from datetime import date

import pytest

from reports.content import ReportContent, Table
from reports.imports import Proposal, parse, read_text
from reports.imports.front import date_of, document_number
from reports.imports.words import bodies, title_bodies
from tests.reports.imports.test_docx import cell, table
from tests.reports.imports.wordfile import FILLER, paragraph, word

BODY = f"一、主要举措和成效\n（一）抓学习\n{FILLER}"
TITLE = "某县甲镇人民政府关于2022年度法治政府建设情况的报告"


def propose(before: str = "", after: str = "") -> Proposal:
    proposal = read_text(f"{before}\n{BODY}\n{after}")
    assert proposal.lost_characters == 0
    return proposal


def content(before: str = "", after: str = "") -> ReportContent:
    return propose(before, after).content


# --------------------------------------------------------------------------- before


@pytest.mark.parametrize(
    ("lines", "title", "issuers"),
    [
        (TITLE, TITLE, ("某县甲镇人民政府",)),
        ("某县甲镇人民政府\n关于2022年度法治政府建设情况的报告", TITLE, ("某县甲镇人民政府",)),
        ("某县甲镇人民政府\n关于2022年度\n法治政府建设情况的报告", TITLE, ("某县甲镇人民政府",)),
        ("某县甲镇人民政府关于2022年度法治政\n府建设情况的报告", TITLE, ("某县甲镇人民政府",)),
        (
            "中共甲镇委员会\n甲镇人民政府\n关于2022年法治政府建设情况的报告",
            "中共甲镇委员会甲镇人民政府关于2022年法治政府建设情况的报告",
            ("中共甲镇委员会", "甲镇人民政府"),
        ),
        (
            "中共甲镇委员会\n甲镇人民政府关于2022年法治政府建设情况的报告",
            "中共甲镇委员会甲镇人民政府关于2022年法治政府建设情况的报告",
            ("中共甲镇委员会", "甲镇人民政府"),
        ),
        (
            "某区乙街道 2023 年度法治政府建设情况报告",
            "某区乙街道2023年度法治政府建设情况报告",
            ("某区乙街道办事处",),
        ),
        (
            "甲镇人民政府2022年法治政府建设年度报告",
            "甲镇人民政府2022年法治政府建设年度报告",
            ("甲镇人民政府",),
        ),
        ("2020年法治政府建设工作情况汇报", "2020年法治政府建设工作情况汇报", ()),
        ("", "", ()),
    ],
)
def test_title_and_issuers(lines: str, title: str, issuers: tuple[str, ...]) -> None:
    found = content(lines)
    assert (found.title, found.issuers) == (title, issuers)


def test_what_stands_above_and_under_the_title_finds_its_place() -> None:
    proposal = propose(
        f"内部材料\n某政[2023]2号\n{TITLE}\n（2023年1月9日）\n浏览次数：12\n{TITLE}\n县委、县政府：\n现将情况报告如下。"
    )
    found = proposal.content
    assert (found.document_number, found.dated) == ("某政〔2023〕2号", date(2023, 1, 9))
    assert found.addressee == "县委、县政府："
    assert found.parts[0].opening == ("现将情况报告如下。",)
    assert proposal.leftovers == ("内部材料", "浏览次数：12", TITLE)
    assert "文号：文号原文写作“某政[2023]2号”，已按公文格式写为某政〔2023〕2号。" in [
        f"{one.place}：{one.sentence}" for one in proposal.repairs
    ]


def test_number_and_issuer_may_stand_under_the_title_and_a_second_number_is_left_over() -> None:
    proposal = propose(
        "某镇2022年法治政府建设报告\n发文字号：某府发〔2023〕7号\n某镇人民政府\n某府〔2023〕8号"
    )
    assert proposal.content.document_number == "某府发〔2023〕7号"
    assert proposal.content.issuers == ("某镇人民政府",)
    assert proposal.leftovers == ("某府〔2023〕8号",)


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("二〇二二年度法治政府建设情况报告", 2022),
        ("法治政府建设情况报告", 0),
        ("法治政府建设报告\n2021年，我镇抓实工作。", 2021),
    ],
)
def test_the_year_is_found_where_it_is_told(text: str, year: int) -> None:
    assert content(text).year == year


def test_the_year_comes_from_the_date_when_nothing_else_names_it() -> None:
    assert content("法治政府建设情况报告", "某镇人民政府\n2023年1月9日").year == 2022


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("枫政〔2022〕2号", "枫政〔2022〕2号"),
        ("枫政 （2022） 第12号", "枫政〔2022〕12号"),
        ("枫政【2022】2号", "枫政〔2022〕2号"),
        ("文号：枫政发20239号", "枫政发〔2023〕9号"),
        ("发文字号：无", ""),
        ("按照枫政〔2022〕2号文件要求", ""),
    ],
)
def test_document_numbers(line: str, number: str) -> None:
    assert document_number(line) == number


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("2023年1月9日", date(2023, 1, 9)),
        ("（ 2023 年 1 月 9 日 ）", date(2023, 1, 9)),
        ("二〇二三年一月九日", date(2023, 1, 9)),
        ("二○二三年十一月二十九日", date(2023, 11, 29)),
        ("2023年2月30日", None),
        ("2023年1月9日召开会议", None),
        ("二〇二三年" + "一" * 40, None),
    ],
)
def test_dates(line: str, found: date | None) -> None:
    assert date_of(line) == found


def test_bodies_are_known_by_their_ends() -> None:
    assert bodies("中共甲镇委员会 甲镇人民政府（盖章）") == ("中共甲镇委员会", "甲镇人民政府")
    assert bodies("我镇坚持依法行政，服务政府") == ()
    assert title_bodies("2022年法治政府建设报告") == ()


# --------------------------------------------------------------------------- behind


def test_signature_date_and_closing_lines() -> None:
    proposal = propose(
        "",
        "某县甲镇人民政府（盖章）\n二〇二三年一月九日\n（此件公开发布）\n抄送：区司法局。\n联系人：张某\n— 3 —",
    )
    found = proposal.content
    assert (found.issuers, found.dated, found.cc) == (("某县甲镇人民政府",), date(2023, 1, 9), "区司法局")
    assert sorted(proposal.leftovers) == ["— 3 —", "联系人：张某", "（此件公开发布）"]


def test_signature_and_date_may_share_a_line_and_be_joint() -> None:
    found = content("", "中共甲镇委员会\n甲镇人民政府  2023年1月9日")
    assert (found.issuers, found.dated) == (("中共甲镇委员会", "甲镇人民政府"), date(2023, 1, 9))


def test_the_signature_wins_over_a_date_under_the_title_and_the_title_over_the_signature() -> None:
    found = content(f"{TITLE}\n（2023年1月5日）", "甲镇人民政府\n2023年1月9日")
    assert (found.issuers, found.dated) == (("某县甲镇人民政府",), date(2023, 1, 9))


@pytest.mark.parametrize(
    "lines",
    [
        "附件：1.清单\n2.统计表\n某镇人民政府\n2023年1月9日",
        "某镇人民政府\n2023年1月9日\n附 件\n附件：\n1.清单\n2.统计表",
    ],
)
def test_attachments_are_a_part_of_their_own(lines: str) -> None:
    proposal = propose("", lines)
    part = proposal.content.parts[-1]
    assert (part.kind, part.title) == ("other", "附件")
    assert [item.paragraphs for item in part.items] == [("清单",), ("统计表",)] or part.opening
    assert proposal.content.dated == date(2023, 1, 9)


def test_the_text_of_an_attachment_behind_the_date_is_kept_with_its_tables() -> None:
    data = word(
        *map(paragraph, BODY.split("\n")),
        *map(paragraph, ["某镇人民政府", "2023年1月9日", "附件1"]),
        table(cell("事项") + cell("数量"), cell("处罚") + cell("12")),
    )
    proposal = parse("a.docx", data)
    assert proposal.content.parts[-1].opening == ("附件1", Table((("事项", "数量"), ("处罚", "12"))))
    assert proposal.content.issuers == ("某镇人民政府",)
    assert proposal.lost_characters == 0


def test_a_last_sentence_and_an_attachment_mentioned_in_the_text_stay() -> None:
    found = content("", "附件：见后。\n特此报告。")
    assert found.parts[0].items[0].paragraphs == (FILLER, "附件：见后。", "特此报告。")


@pytest.mark.parametrize(
    "last",
    ["全镇共有三十二个 2023年1月9日", "（三）继续抓好某镇人民政府"],
    ids=["a date behind other words", "a numbered line"],
)
def test_a_last_line_that_only_looks_like_a_signature_stays_text(last: str) -> None:
    found = content("", f"{last}。")
    assert found.dated is None
    assert found.issuers == ()


def test_a_second_date_is_left_in_its_place() -> None:
    found = content("", "某镇人民政府\n2023年1月9日\n2023年1月10日")
    assert found.dated == date(2023, 1, 10)


def test_a_table_at_the_end_is_text() -> None:
    data = word(*map(paragraph, BODY.split("\n")), table(cell("事项") + cell("数量")))
    assert parse("a.docx", data).content.parts[0].items[0].paragraphs[-1] == Table((("事项", "数量"),))


def test_a_long_line_with_a_comma_above_a_broken_title_is_no_part_of_it() -> None:
    found = content("各位代表，同志们\n建设情况的报告")
    assert found.title == ""
