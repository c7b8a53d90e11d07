"""The pages of 征求意见稿 and 传回修改稿, without JavaScript: download, upload, decide, come back."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from reports import returning
from reports.enums import Act
from reports.imports.returned import read
from reports.models import DraftCopy, Entry, Report, ReturnedDraft
from tests.factories import World
from tests.reports.imports.returned.paper import ZHOU, Paper, name_of
from tests.reports.views.filling.conftest import address, text_of

PLACES = ("comment-copy/", "returned/", "returned/00000000-0000-4000-8000-000000000000/")


@pytest.fixture
def row(draft: Report) -> Entry:
    return Entry.objects.live().get(part__report=draft, kind="measures")


@pytest.fixture
def paper(world: World, draft: Report) -> Paper:
    copy = returning.copy_for_comment(draft.pk, by=world.people["drafter"])
    return Paper(copy.content, copy.mark)


def upload(client: Any, report: Report, paper: Paper | bytes, name: str = "意见.docx") -> Any:
    data = paper if isinstance(paper, bytes) else paper.data()
    return client.post(address(report, "returned/"), {"file": SimpleUploadedFile(name, data)})


def came(client: Any, report: Report, paper: Paper) -> str:
    """The address of the page about what came back."""
    response = upload(client, report, paper)
    assert response.status_code == 302, text_of(response)
    return str(response["Location"])


def p0(row: Entry) -> str:
    return name_of(str(row.pk), "p0")


def test_the_overview_offers_both(as_: Any, draft: Report) -> None:
    page = text_of(as_("drafter").get(address(draft)))
    assert "征求意见稿（Word）" in page and "传回修改稿" in page


def test_a_copy_is_recorded_and_downloaded(as_: Any, draft: Report) -> None:
    response = as_("drafter").post(address(draft, "comment-copy/"))
    copy = DraftCopy.objects.get()
    assert response.status_code == 200 and response.content == returning.word_file(copy)
    assert response["Content-Type"].endswith("wordprocessingml.document")
    assert "新乡镇2022年法治政府建设年度报告（征求意见稿1）.docx" in unquote(response["Content-Disposition"])
    assert read("a.docx", response.content).copies == (copy.pk.hex,)


def test_a_copy_is_made_by_a_post_only(as_: Any, draft: Report) -> None:
    assert as_("drafter").get(address(draft, "comment-copy/")).status_code == 405
    assert not DraftCopy.objects.exists()


def test_before_the_first_copy_the_page_says_what_to_do(as_: Any, draft: Report) -> None:
    page = text_of(as_("drafter").get(address(draft, "returned/")))
    assert "还没有下载过征求意见稿" in page and "下载征求意见稿（Word）" in page


def test_what_came_back_is_a_page_that_can_be_left_and_found_again(
    as_: Any, draft: Report, row: Entry, paper: Paper
) -> None:
    paper.track(p0(row), "36件", "38件", ZHOU)
    client = as_("drafter")
    url = came(client, draft, paper)
    page = text_of(client.get(url))
    assert "改动1处" in page and ZHOU in page and "<del" in page and "采纳" in page
    listed = text_of(client.get(address(draft, "returned/")))
    assert url in listed and "意见.docx" in listed
    row.refresh_from_db()
    assert "36件" in row.body


def test_accepting_writes_and_says_so(as_: Any, draft: Report, row: Entry, paper: Paper) -> None:
    paper.track(p0(row), "36件", "38件", ZHOU)
    client = as_("drafter")
    url = came(client, draft, paper)
    response = client.post(url, {"do": "accept:c1"})
    assert response["Location"].endswith("#c1")
    page = text_of(client.get(url))
    assert "已采纳，写入正文。" in page and "全部接受" not in page
    row.refresh_from_db()
    assert "38件" in row.body
    client.post(url, {"do": "accept:c1"})
    assert "这一处正文里已经是这样" in text_of(client.get(url))


def test_all_at_once_leaving_and_reconsidering(as_: Any, draft: Report, row: Entry, paper: Paper) -> None:
    paper.write(p0(row), "全年开展法治宣传6次。")
    paper.insert("新的一段。", after=p0(row))
    client = as_("checker")
    url = came(client, draft, paper)
    client.post(url, {"do": "leave:c2"})
    assert "不采纳" in text_of(client.get(url))
    client.post(url, {"do": "all"})
    row.refresh_from_db()
    assert row.body == "全年开展法治宣传6次。"
    client.post(url, {"do": "reopen:c2"})
    client.post(url, {"do": "all"})
    row.refresh_from_db()
    assert row.body.endswith("新的一段。")
    client.post(url, {"do": "all"})
    assert "没有可以一并采纳的改动" in text_of(client.get(url))


def test_a_line_altered_meanwhile_shows_both_and_asks(
    as_: Any, draft: Report, row: Entry, paper: Paper
) -> None:
    paper.write(p0(row), "全年开展法治宣传6次，调解矛盾纠纷36件。")
    client = as_("drafter")
    url = came(client, draft, paper)
    Entry.objects.filter(pk=row.pk).update(body="全年开展法治宣传7次，调解矛盾纠纷36件。")
    page = text_of(client.get(url))
    assert "用领导的" in page and "保留现在的" in page and "全部接受" not in page
    refused = client.post(url, {"do": "accept:c1", "seen-c1": "x"})
    assert refused.status_code == 409 and 'data-error="altered"' in text_of(refused)
    seal = page.split('name="seen-c1" value="')[1].split('"')[0]
    client.post(url, {"do": "accept:c1", "seen-c1": seal})
    row.refresh_from_db()
    assert row.body == "全年开展法治宣传6次，调解矛盾纠纷36件。"


def test_every_kind_of_change_is_shown(as_: Any, draft: Report, row: Entry, paper: Paper) -> None:
    lack = Entry.objects.live().get(part__report=draft, kind="shortcomings")
    paper.insert("（二）新的一条", after=p0(row))
    paper.move([name_of(str(lack.pk), "p0")], after=p0(row))
    paper.comment(paper.find("强化工作"), ZHOU, "题目太平。")
    paper.comment(paper.find("新的一条"), ZHOU, "加得好。")
    client = as_("drafter")
    page = text_of(client.get(came(client, draft, paper)))
    for words in ("题目太平。", "加得好。", "没有改动处的批注", "批注待处理", "移到"):
        assert words in page


def test_comments_are_ticked_off(as_: Any, draft: Report, row: Entry, paper: Paper) -> None:
    paper.comment(paper.line(p0(row)), ZHOU, "请核对数字。")
    client = as_("drafter")
    url = came(client, draft, paper)
    assert "只有批注" in text_of(client.get(url))
    client.post(url, {"do": "tick:k1"})
    page = text_of(client.get(url))
    assert "改为未处理" in page and "批注待处理" not in page
    client.post(url, {"do": "reopen:k1"})
    assert "批注待处理" in text_of(client.get(url))


def test_an_unchanged_file_says_so(as_: Any, draft: Report, paper: Paper) -> None:
    client = as_("drafter")
    assert "没有改动" in text_of(client.get(came(client, draft, paper)))


def test_a_file_of_another_report_is_refused_with_a_sentence(as_: Any, draft: Report, paper: Paper) -> None:
    response = upload(as_("drafter"), draft, Paper(paper.content, f"copy_{9:032x}"))
    assert response.status_code == 422 and 'data-error="other_report"' in text_of(response)
    assert not ReturnedDraft.objects.exists()


@pytest.mark.parametrize("data", [b"", b"not a word file"])
def test_a_broken_file_is_refused_with_a_sentence(as_: Any, draft: Report, paper: Paper, data: bytes) -> None:
    assert upload(as_("drafter"), draft, data).status_code == 422


def test_no_file_is_asked_for(as_: Any, draft: Report, paper: Paper) -> None:
    response = as_("drafter").post(address(draft, "returned/"), {})
    assert response.status_code == 422 and "请选一个文件" in text_of(response)


def test_an_unknown_button_and_an_unknown_change_are_refused(
    as_: Any, draft: Report, row: Entry, paper: Paper
) -> None:
    paper.write(p0(row), "另一段话。")
    client = as_("drafter")
    url = came(client, draft, paper)
    assert client.post(url, {"do": "burn:c1"}).status_code == 422
    assert client.post(url, {}).status_code == 422
    assert client.post(url, {"do": "accept:c9"}).status_code == 404


# ------------------------------------------------------------------------- who


def test_others_get_the_same_404(as_: Any, draft: Report, row: Entry, paper: Paper) -> None:
    paper.write(p0(row), "另一段话。")
    url = came(as_("drafter"), draft, paper)
    for client in (as_("drafter", stranger=True), as_("reviewer"), as_("auditor"), as_("administrator")):
        for place in (url, *(address(draft, one) for one in PLACES)):
            answers = {client.get(place).status_code, client.post(place, {"do": "all"}).status_code}
            assert answers <= {404, 405}, place
    mine = as_("drafter")
    assert mine.get(address(draft, PLACES[2])).status_code == 404


@pytest.mark.parametrize("role", ["signer", "publisher"])
def test_whoever_does_not_write_may_look_only(
    as_: Any, draft: Report, row: Entry, paper: Paper, role: str
) -> None:
    paper.write(p0(row), "另一段话。")
    url = came(as_("drafter"), draft, paper)
    client = as_(role)
    page = client.get(url)
    assert page.status_code == 200 and 'value="accept:c1"' not in text_of(page)
    assert client.post(url, {"do": "all"}).status_code == 403
    assert client.post(address(draft, "comment-copy/")).status_code == 403
    assert upload(client, draft, paper).status_code == 403


def test_a_locked_report_says_so(as_: Any, world: World, draft: Report, row: Entry, paper: Paper) -> None:
    paper.write(p0(row), "另一段话。")
    client = as_("drafter")
    url = came(client, draft, paper)
    world.act(Act.REQUEST_PREVIEW, "drafter")
    for response in (
        client.post(url, {"do": "all"}),
        client.post(address(draft, "comment-copy/")),
        upload(client, draft, paper),
    ):
        assert response.status_code == 423 and 'data-error="locked"' in text_of(response)
    assert client.get(url).status_code == 200
    assert "征求意见稿（Word）" not in text_of(client.get(address(draft)))


def test_whoever_was_signed_out_is_told(client: Any, draft: Report) -> None:
    assert client.post(address(draft, "returned/")).status_code == 401
    assert client.get(address(draft, "returned/")).status_code == 302


def test_the_page_asks_the_database_as_often_for_many_changes(
    as_: Any, draft: Report, row: Entry, paper: Paper, constant_queries: Any
) -> None:
    client = as_("drafter")
    url = came(client, draft, paper)

    def grow() -> None:
        for number in range(5):
            paper.insert(f"新的第{number}段。", after=p0(row))
        stored = ReturnedDraft.objects.get()
        more = returning.take_in(draft, "b.docx", paper.data(), by=stored.by)
        ReturnedDraft.objects.filter(pk=stored.pk).update(found=more.found)

    constant_queries(lambda: client.get(url), grow)
