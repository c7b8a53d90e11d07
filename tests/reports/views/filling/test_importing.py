"""Bringing a file or a pasted text in: refusals as sentences, the preview, taking over part by part."""

from __future__ import annotations

import io
from typing import Any

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from reports import imports, saving
from reports.content import part_text
from reports.enums import Act
from reports.models import Entry, ImportProposal, Report
from tests.factories import World
from tests.reports.views.filling.conftest import address, part_of, text_of

SOURCE = """新乡镇人民政府关于2022年度法治政府建设情况的报告
新乡府文〔2023〕3号

区委、区政府：
现将我镇2022年度法治政府建设情况报告如下。
一、2022年推进法治政府建设的主要举措和成效
（一）强化学习教育。全年开展法治宣传12次。
（二）化解矛盾纠纷。全年调解矛盾纠纷48件。
二、2022年推进法治政府建设存在的不足和原因
（一）执法力量薄弱。主要原因是人员补充渠道单一。
三、2022年党政主要负责人履行推进法治建设第一责任人职责的有关情况
镇党委书记、镇长专题研究法治政府建设工作4次。
四、2023年推进法治政府建设的主要安排
加强执法人员培训，规范执法流程。

新乡镇人民政府
2023年1月13日
"""


@pytest.fixture
def drafter(as_: Any) -> Client:
    return as_("drafter")


@pytest.fixture
def blank(world: World) -> Report:
    return world.report


def paste(client: Client, report: Report, text: str = SOURCE) -> ImportProposal:
    response = client.post(address(report, "import/"), {"text": text})
    assert response.status_code == 302, text_of(response)
    return ImportProposal.objects.get(pk=response["Location"].rstrip("/").rsplit("/", 1)[1])


def where(proposal: ImportProposal) -> str:
    return address(proposal.report, f"import/{proposal.pk}/")


def all_parts(proposal: ImportProposal) -> list[str]:
    return [part.id for part in imports.Proposal.from_plain(proposal.proposal).content.parts]


def word_file() -> bytes:
    document = docx.Document()
    for line in SOURCE.split("\n"):
        document.add_paragraph(line)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


# ------------------------------------------------------------------------- reading


def test_pasted_text_is_shown_before_anything_is_written(drafter: Client, blank: Report) -> None:
    proposal = paste(drafter, blank)
    page = text_of(drafter.get(where(proposal)))
    assert "遗漏0字" in page
    assert "强化学习教育" in page
    assert "新乡府文〔2023〕3号" in page
    assert Report.objects.get(pk=blank.pk).content_version == 0
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    ("name", "data"), [("报告.docx", word_file()), ("报告.txt", SOURCE.encode("gb18030"))]
)
def test_a_file_is_read_as_well(drafter: Client, blank: Report, name: str, data: bytes) -> None:
    response = drafter.post(address(blank, "import/"), {"file": SimpleUploadedFile(name, data)}, follow=True)
    page = text_of(response)
    assert name in page
    assert "化解矛盾纠纷" in page


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("空.docx", b""),
        ("坏.docx", b"PK\x03\x04 not a document"),
        ("图.png", b"\x89PNG\r\n\x1a\n" + bytes(200)),
        ("乱.txt", bytes(range(256)) * 20),
        ("短.txt", "太短。".encode()),
        ("大.docx", bytes(imports.MAX_BYTES + 1)),
    ],
)
def test_a_file_that_cannot_be_read_is_a_sentence(
    drafter: Client, blank: Report, name: str, data: bytes
) -> None:
    fields = {"file": SimpleUploadedFile(name, data), "text": "同时粘贴的文字"}
    response = drafter.post(address(blank, "import/"), fields)
    page = text_of(response)
    assert response.status_code == 422
    assert "data-error=" in page
    assert "同时粘贴的文字" in page
    assert not ImportProposal.objects.exists()


@pytest.mark.parametrize("text", ["太短了。", "有\0字符" * 40, "一段" * 1_100_000])
def test_a_pasted_text_that_cannot_be_read_is_kept(drafter: Client, blank: Report, text: str) -> None:
    response = drafter.post(address(blank, "import/"), {"text": text})
    assert response.status_code == 422
    assert text[-2:] in text_of(response)


def test_nothing_chosen_and_nothing_pasted_says_what_to_do(drafter: Client, blank: Report) -> None:
    response = drafter.post(address(blank, "import/"))
    assert response.status_code == 422
    assert "请选一个文件，或者把报告全文粘贴进来。" in text_of(response)


def test_a_pasted_text_is_kept_when_the_report_is_locked_or_the_person_signed_out(
    drafter: Client, draft: Report, world: World
) -> None:
    world.act(Act.REQUEST_PREVIEW, "drafter")
    locked = drafter.post(address(draft, "import/"), {"text": SOURCE})
    assert locked.status_code == 423
    assert "化解矛盾纠纷" in text_of(locked)
    signed_out = Client().post(address(draft, "import/"), {"text": SOURCE})
    assert signed_out.status_code == 401
    assert "化解矛盾纠纷" in text_of(signed_out)


# ------------------------------------------------------------------------- taking over


def test_all_of_it_is_taken_over_by_one_click(drafter: Client, blank: Report) -> None:
    proposal = paste(drafter, blank)
    response = drafter.post(where(proposal), {"part": all_parts(proposal), "header": "on"}, follow=True)
    assert "已导入标题和抬头、5个部分" in text_of(response)
    blank.refresh_from_db()
    content = blank.content()
    assert content.title == "新乡镇人民政府关于2022年度法治政府建设情况的报告"
    assert [one.heading.rstrip("。") for one in content.parts[1].items] == ["强化学习教育", "化解矛盾纠纷"]
    assert blank.document_number == ""  # given after signing, never imported
    assert "规定的内容都已写到" in text_of(response)


def test_parts_are_taken_over_one_by_one_and_marked(drafter: Client, blank: Report) -> None:
    proposal = paste(drafter, blank)
    first, second = all_parts(proposal)[1:3]
    drafter.post(where(proposal), {"part": [first]}, follow=True)
    page = text_of(drafter.get(where(proposal)))
    assert page.count('tag--done">已导入') == 1
    drafter.post(where(proposal), {"part": [second]})
    proposal.refresh_from_db()
    assert set(proposal.accepted) == {first, second}
    assert [bool(part_text(part)) for part in blank.content().parts] == [
        False,
        True,
        True,
        False,
        False,
        False,
    ]


def test_what_stands_already_is_not_touched(drafter: Client, draft: Report) -> None:
    proposal = paste(drafter, draft)
    page = text_of(drafter.get(where(proposal)))
    assert "报告里已有文字，导入的接在后面" in page
    before = part_of(draft, "measures").entries.get()
    drafter.post(where(proposal), {"part": all_parts(proposal)})
    rows = list(Entry.objects.live().filter(part=before.part, parent=None))
    assert rows[0] == before
    assert len(rows) == 3


def test_last_years_report_leaves_its_title_behind(drafter: Client, blank: Report) -> None:
    proposal = paste(
        drafter, blank, SOURCE.replace("2023", "2222").replace("2022", "2021").replace("2222", "2022")
    )
    page = text_of(drafter.get(where(proposal)))
    assert "这份稿件写的是2021年度，本报告是2022年度" in page
    assert 'name="header" id="header">' in page  # not ticked
    drafter.post(where(proposal), {"part": all_parts(proposal)})
    assert part_of(blank, "measures").title == "2022年推进法治政府建设的主要举措和成效"
    assert part_of(blank, "measures").entries.count() == 2


def test_nothing_ticked_imports_nothing(drafter: Client, blank: Report) -> None:
    proposal = paste(drafter, blank)
    response = drafter.post(where(proposal), {})
    assert response.status_code == 422
    assert 'data-error="nothing_chosen"' in text_of(response)


@pytest.mark.parametrize("part", ["nonsense", "00000000-0000-0000-0000-000000000000", "有\0字符"])
def test_a_foreign_part_imports_nothing_at_all(drafter: Client, blank: Report, part: str) -> None:
    proposal = paste(drafter, blank)
    response = drafter.post(where(proposal), {"part": [all_parts(proposal)[1], part]})
    assert response.status_code == 404
    assert "没有导入" in text_of(response)
    assert not Entry.objects.exists()


def test_a_proposal_of_another_report_is_not_there(
    drafter: Client, blank: Report, as_: Any, world: World
) -> None:
    other = Report.objects.get(township=world.townships[1])
    proposal = paste(as_("drafter", stranger=True), other)
    assert drafter.get(address(blank, f"import/{proposal.pk}/")).status_code == 404
    assert drafter.get(where(proposal)).status_code == 404


def test_a_locked_report_takes_nothing_over(drafter: Client, draft: Report, world: World) -> None:
    proposal = paste(drafter, draft)
    world.act(Act.REQUEST_PREVIEW, "drafter")
    response = drafter.post(where(proposal), {"part": all_parts(proposal)})
    assert response.status_code == 423
    assert 'data-error="locked"' in text_of(response)


def test_a_heading_too_long_for_one_becomes_a_paragraph(drafter: Client, blank: Report, world: World) -> None:
    long = "开展法治宣传" * 60
    proposal = paste(drafter, blank)
    found = proposal.proposal
    found["content"]["parts"][1]["items"][0]["heading"] = long
    found["content"]["parts"][1]["title"] = long
    content = imports.Proposal.from_plain(found).content
    saving.take_over(
        blank.pk, content, part_ids=[content.parts[1].id], header=False, by=world.people["drafter"]
    )
    part = blank.content().parts[1]
    assert long in part.opening
    assert part.items[0].heading == ""
    assert part.items[0].paragraphs[0] == long


def test_a_header_too_long_is_refused(drafter: Client, blank: Report) -> None:
    proposal = paste(drafter, blank)
    proposal.proposal["content"]["title"] = "长" * 400
    proposal.save()
    response = drafter.post(where(proposal), {"header": "on"})
    assert response.status_code == 422
    assert "超过300字" in text_of(response)
