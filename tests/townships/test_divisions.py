"""万州区 and its 52 townships, from the divisions table."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from townships.divisions import kind_of, load_district
from townships.models import District, Township, TownshipCode, TownshipKind, TownshipNaming
from townships.verifying import verify_townships

pytestmark = pytest.mark.django_db


@pytest.fixture
def wanzhou() -> District:
    return load_district("500101")


def test_all_52_are_there_with_their_kinds(wanzhou: District) -> None:
    kinds = Counter(wanzhou.townships.values_list("kind", flat=True))
    assert sum(kinds.values()) == 52
    # “In 万州 25 of 52 units are not 镇” (design §1).
    assert kinds[TownshipKind.TOWN] == 27
    assert kinds[TownshipKind.ETHNIC_TOWNSHIP] == 2
    assert (wanzhou.name, wanzhou.full_name, wanzhou.office_name) == (
        "万州区",
        "重庆市万州区",
        "万州区司法局",
    )
    assert list(verify_townships()) == []


def test_a_second_load_changes_nothing(wanzhou: District) -> None:
    def everything() -> list[tuple]:
        return [
            row
            for model in (District, Township, TownshipCode, TownshipNaming)
            for row in model.objects.order_by("pk").values_list()
        ]

    before = everything()
    load_district("500101")
    assert everything() == before


@pytest.mark.parametrize(
    ("name", "self_name", "government", "party", "head", "party_head"),
    [
        ("新乡镇", "我镇", "新乡镇人民政府", "中共重庆市万州区新乡镇委员会", "镇长", "党委书记"),
        ("铁峰乡", "我乡", "铁峰乡人民政府", "中共重庆市万州区铁峰乡委员会", "乡长", "党委书记"),
        (
            "恒合土家族乡",
            "我乡",
            "恒合土家族乡人民政府",
            "中共重庆市万州区恒合土家族乡委员会",
            "乡长",
            "党委书记",
        ),
        (
            "高笋塘街道",
            "我街道",
            "高笋塘街道办事处",
            "中共重庆市万州区高笋塘街道工作委员会",
            "主任",
            "党工委书记",
        ),
    ],
)
def test_names_and_titles_follow_the_kind(
    wanzhou: District, name: str, self_name: str, government: str, party: str, head: str, party_head: str
) -> None:
    naming = wanzhou.townships.get(name=name).naming(date(2023, 1, 1))
    assert (naming.self_name, naming.government_name) == (self_name, f"重庆市万州区{government}")
    assert (naming.party_name, naming.government_head_title) == (party, head)
    assert naming.party_head_title == party_head


def test_the_public_key_is_the_pinyin_as_it_is_spoken(wanzhou: District) -> None:
    keys = dict(wanzhou.townships.values_list("name", "key"))
    assert keys["新乡镇"] == "xinxiangzhen"
    assert keys["长滩镇"] == "changtanzhen"


def test_the_code_is_that_of_the_statistics_series(wanzhou: District) -> None:
    code = TownshipCode.objects.get(code="500101123")
    assert (code.township.name, code.series) == ("新乡镇", "statistics")


def test_a_name_that_stands_twice_still_has_a_key_of_its_own() -> None:
    Township.objects.create(district=load_district("500102"), key="xinxiangzhen", kind="town", name="新乡镇")
    load_district("500101")
    assert TownshipCode.objects.get(code="500101123").township.key == "xinxiangzhen-500101123"


def test_an_unknown_code_is_refused_with_a_sentence() -> None:
    with pytest.raises(LookupError, match="没有代码为999999的区县"):
        load_district("999999")
    assert not District.objects.exists()


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("某某街道办事处", "subdistrict"),
        ("地宝土家族乡", "ethnic_township"),
        ("某乡", "township"),
        ("某镇", "town"),
    ],
)
def test_the_kind_is_read_off_the_name(name: str, kind: str) -> None:
    assert kind_of(name) == kind
