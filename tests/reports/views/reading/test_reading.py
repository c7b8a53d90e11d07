"""What the public reads: frozen publications only, the same for everybody, nothing of what was taken down."""

from __future__ import annotations

import json
import re
from datetime import date, datetime

import pytest
from django.test import Client

from reports.content import sha256
from reports.enums import Act, Channel, ReviewConclusion, Status
from reports.models import Publication, public
from reports.opening import open_year
from tests.factories import World, correct, make_township, publish, report_at
from townships import clock
from townships.models import Role

pytestmark = pytest.mark.django_db
MARKER = "首版独有文字"
ADDRESS = "/2022/xinxiangzhen/"
#: Every carrier a text of this report could be read from.
CARRIERS = (
    "/",
    "/2022/",
    "/townships/xinxiangzhen/",
    ADDRESS,
    f"{ADDRESS}large/",
    f"{ADDRESS}report.json",
    f"{ADDRESS}versions/1/",
    f"{ADDRESS}versions/2/",
    f"{ADDRESS}versions/3/",
)


@pytest.fixture
def reader() -> Client:
    """A visitor who brings nothing along."""
    return Client()


@pytest.fixture
def published(world: World) -> World:
    report_at(world, Status.FILED, marker=MARKER)
    publish(world)
    return world


def body(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


def carried(client: Client, text: str) -> list[str]:
    return [address for address in CARRIERS if text in client.get(address).content.decode()]


# --------------------------------------------------------------------------- what is there to read


def test_before_any_year_is_open_home_says_what_will_come(reader, db):
    assert "还没有公开的年度报告" in body(reader, "/")


def test_home_and_year_list_every_township_with_its_date_or_none(reader, published: World):
    for address in ("/", "/2022/"):
        found = body(reader, address)
        assert f'<a href="{ADDRESS}">新乡镇</a>' in found
        today = clock.today()
        assert f"{today.year}年{today.month}月{today.day}日" in found
        assert "长滩镇" in found and "尚未公开" in found
        assert "逾期" not in found


def test_several_districts_are_named_in_the_list(reader, published: World):
    (other,) = published.strangers["reviewer"].districts(Role.REVIEWER)
    make_township(other, "白涛街道", "baitaojiedao", 1)
    open_year(other, 2022)
    assert "重庆市涪陵区　镇" in body(reader, "/2022/")


def test_the_report_is_set_as_a_document_with_the_portal_s_metadata(reader, published: World):
    found = body(reader, ADDRESS)
    assert MARKER in found
    for words in (
        "发文字号",
        "新乡府文〔2023〕3号",
        "主题分类",
        "体裁分类",
        "发布机构",
        "有效性",
        "成文日期",
        "发布日期",
    ):
        assert words in found
    assert (
        'name="ArticleTitle" content="重庆市万州区新乡镇人民政府关于2022年度法治政府建设情况的报告"' in found
    )
    assert re.search(r'name="PubDate" content="\d{4}-\d\d-\d\d \d\d:\d\d"', found)
    assert 'name="ContentSource" content="重庆市万州区新乡镇人民政府"' in found
    assert "谭勇" not in found


def test_the_index_number_needs_a_credit_code_and_counts_first_publications(reader, published: World):
    assert "索引号" not in body(reader, ADDRESS)
    township = published.townships[0]
    township.credit_code = "11500101008645890U"
    township.save()
    year = clock.today().year
    assert f"11500101008645890U/{year}-00001" in body(reader, ADDRESS)
    correct(published)
    assert f"11500101008645890U/{year}-00001" in body(reader, ADDRESS)


def test_large_type_has_an_address_of_its_own(reader, published: World):
    found = body(reader, f"{ADDRESS}large/")
    assert 'data-text="large"' in found and MARKER in found
    assert 'data-text="large"' not in body(reader, ADDRESS)


def test_the_json_is_what_the_seal_seals(reader, published: World):
    response = reader.get(f"{ADDRESS}report.json")
    assert response["Content-Type"] == "application/json"
    assert sha256(response.content.decode()) == Publication.objects.get().sha256
    assert json.loads(response.content)["year"] == 2022


def test_a_township_lists_its_years(reader, published: World):
    open_year(published.district, 2023)
    found = body(reader, "/townships/xinxiangzhen/")
    assert found.index("2023年度") < found.index("2022年度")
    assert "还没有可以阅读" not in found
    make_township(published.district, "新设镇", "xinshezhen", 9)
    assert "还没有可以阅读" in body(reader, "/townships/xinshezhen/")


def test_what_is_published_on_the_portal_is_only_pointed_to(reader, world: World):
    report_at(world, Status.FILED, marker=MARKER)
    world.act(Act.SECRECY_REVIEW, "publisher", conclusion=ReviewConclusion.PUBLIC)
    world.act(
        Act.PUBLISH,
        "publisher",
        channel=Channel.PORTAL,
        portal_url="https://www.wz.gov.cn/1.html",
        portal_shown_on=date(2023, 2, 3),
    )
    found = body(reader, ADDRESS)
    assert "https://www.wz.gov.cn/1.html" in found and "2023年2月3日" in found
    assert carried(reader, MARKER) == []
    assert "2023年2月3日" in body(reader, "/2022/")
    body(reader, f"{ADDRESS}report.json", 404)


def test_rows_left_out_of_a_partial_publication_are_nowhere(reader, world: World):
    report_at(world, Status.FILED, marker=MARKER)
    frozen = world.report.latest_submission()
    rows = [item.id for part in frozen.content.parts for item in part.items]
    world.act(
        Act.SECRECY_REVIEW,
        "publisher",
        conclusion=ReviewConclusion.PARTIAL,
        omitted=tuple(rows),
        note="涉及个人信息",
    )
    world.act(Act.PUBLISH, "publisher")
    assert carried(reader, MARKER) == []
    assert "依法不予公开" in body(reader, ADDRESS)


# --------------------------------------------------------------------------- what is not there


@pytest.mark.parametrize(
    "address",
    [
        "/1999/",
        "/20222/",
        "/2022/nobody/",
        "/1999/xinxiangzhen/",
        "/townships/nobody/",
        f"{ADDRESS}versions/9/",
        f"{ADDRESS}versions/99999999999999999999/",
    ],
)
def test_what_does_not_exist_gets_the_same_404(reader, published: World, address):
    assert body(reader, address, 404) == body(reader, "/no-such-page/", 404)


@pytest.mark.parametrize(
    "status", [Status.DRAFT, Status.SIGNED, Status.SUBMITTED, Status.RETURNED, Status.FILED]
)
def test_before_publication_the_public_reads_only_that_it_is_not_public(reader, world: World, status):
    report_at(world, status, marker=MARKER)
    found = body(reader, ADDRESS)
    assert "尚未公开" in found and "2023年4月1日前" in found
    assert carried(reader, MARKER) == []
    assert f'href="{ADDRESS}"' not in body(reader, "/2022/")


def test_a_working_correction_changes_nothing_in_public(reader, published: World):
    before = body(reader, ADDRESS)
    published.act(Act.OPEN_CORRECTION, "drafter", comment="数据有误")
    assert body(reader, ADDRESS) == before


def test_withheld_says_so_and_no_more(reader, world: World):
    report_at(world, Status.FILED, marker=MARKER)
    world.act(Act.SECRECY_REVIEW, "publisher", conclusion=ReviewConclusion.WITHHELD, note="内部理由")
    world.act(Act.WITHHOLD, "publisher", comment="内部理由")
    found = body(reader, ADDRESS)
    assert "依法不予公开" in found and "内部理由" not in found
    assert "依法不予公开" in body(reader, "/2022/")
    assert carried(reader, MARKER) == []


# --------------------------------------------------------------------------- corrections and take-down


def test_a_correction_leaves_the_earlier_text_at_its_own_address(reader, published: World):
    correct(published)
    found = body(reader, ADDRESS)
    assert "更正后的文字" in found and MARKER not in found
    assert "更正说明" in found and "更正一处数据。" in found
    earlier = reader.get(f"{ADDRESS}versions/1/")
    assert MARKER in earlier.content.decode() and "本版已被第2版更正" in earlier.content.decode()
    assert earlier["X-Robots-Tag"] == "noindex"
    assert "第2版" in body(reader, "/2022/")


def test_a_correction_does_not_make_the_report_newer(reader, world: World):
    with clock.demo_clock(datetime(2023, 3, 1, 9, 30)):
        report_at(world, Status.FILED, marker=MARKER)
        publish(world)
    with clock.demo_clock(datetime(2023, 5, 2, 10)):
        correct(world)
    found = body(reader, ADDRESS)
    assert 'name="PubDate" content="2023-03-01 09:30"' in found
    assert "公开日期：2023年3月1日" in found and "第2版（2023年5月2日更正）" in found


def test_a_text_taken_down_with_its_correction_is_in_no_carrier(reader, published: World):
    assert ADDRESS in carried(reader, MARKER) and f"{ADDRESS}report.json" in carried(reader, MARKER)
    correct(published, kind="privacy")
    assert carried(reader, MARKER) == []
    gone = reader.get(f"{ADDRESS}versions/1/")
    assert gone.status_code == 410 and "这一版已撤下" in gone.content.decode()
    assert "更正后的文字" in body(reader, ADDRESS)


def test_without_take_down_the_marker_stays_readable(reader, published: World):
    """The control of the test above: it is the take-down that clears the carriers."""
    correct(published)
    assert carried(reader, MARKER) == [f"{ADDRESS}versions/1/"]


def test_a_withdrawn_report_is_in_no_carrier(reader, published: World):
    correct(published, marker="第二版独有文字")
    published.act(Act.WITHDRAW, "publisher", comment="内容有误")
    assert carried(reader, MARKER) == carried(reader, "第二版独有文字") == []
    assert "该报告已撤下" in body(reader, ADDRESS, 410)
    for address in ("large/", "report.json", "versions/1/", "versions/2/"):
        body(reader, f"{ADDRESS}{address}", 410)
    assert "该报告已撤下" in body(reader, "/2022/")


# --------------------------------------------------------------------------- the same for everybody


@pytest.mark.parametrize("address", CARRIERS[:7])
def test_public_pages_set_no_cookie_and_are_asked_for_again(reader, published: World, address):
    response = reader.get(address)
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert response["Cache-Control"] == "public, no-cache"
    again = reader.get(address, headers={"if-none-match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "<script" not in response.content.decode()


@pytest.mark.parametrize("address", ["/", "/2022/", ADDRESS])
def test_public_pages_are_the_same_for_a_signed_in_person(client, reader, published: World, address):
    client.force_login(published.people["drafter"])
    assert client.get(address).content == reader.get(address).content


@pytest.mark.parametrize("address", CARRIERS[:7])
def test_four_queries_are_enough(reader, published: World, address, django_assert_max_num_queries):
    published.townships[0].credit_code = "11500101008645890U"
    published.townships[0].save()
    with django_assert_max_num_queries(4):
        reader.get(address)


def test_a_list_asks_as_often_for_many_townships(reader, published: World, constant_queries):
    def grow() -> None:
        for position in range(3, 20):
            make_township(published.district, f"第{position}镇", f"town-{position}", position)
        open_year(published.district, 2022)

    assert constant_queries(lambda: reader.get("/2022/"), grow) <= 3


def test_public_pages_are_read_only(reader, published: World):
    assert [reader.post(address).status_code for address in ("/", "/2022/", ADDRESS)] == [405, 405, 405]
    assert reader.head(ADDRESS).status_code == 200


def test_the_newest_readable_version_stands():
    first, second = Publication(number=1), Publication(number=2, taken_down_at=clock.now())
    assert public.current([first, second]) is first
    assert public.current([second]) is None
