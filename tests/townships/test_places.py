"""Districts and townships: what the database refuses, and names that change with the years."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from tests.factories import make_district, make_township
from townships.models import District, Series, Succession, Township, TownshipCode, TownshipNaming
from townships.models.places import check_credit_code
from townships.verifying import verify_townships

pytestmark = pytest.mark.django_db


@pytest.fixture
def district() -> District:
    return make_district()


@pytest.fixture
def township(district: District) -> Township:
    return make_township(district, "新乡镇", "xinxiangzhen", 1)


def named(township: Township, since: date | None, until: date | None, name: str = "旧名镇") -> TownshipNaming:
    first = township.namings.first()
    assert first is not None
    return TownshipNaming(
        township=township,
        valid_from=since,
        valid_to=until,
        name=name,
        self_name="我镇",
        government_name=first.government_name,
        party_name=first.party_name,
        government_head_title="镇长",
        party_head_title="党委书记",
    )


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "village"},
        {"in_force_from": date(2023, 1, 2), "in_force_to": date(2023, 1, 2)},
        {"key": "xinxiangzhen"},
    ],
)
def test_the_database_refuses_a_township_that_cannot_be(township: Township, fields: dict[str, Any]) -> None:
    usual = {"district": township.district, "key": "other", "kind": "town", "name": "他镇"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Township.objects.create(**(usual | fields))


def test_a_township_is_in_force_from_its_first_day_until_the_day_before_its_last(township: Township) -> None:
    Township.objects.update(in_force_from=date(2020, 1, 1), in_force_to=date(2023, 7, 1))
    days = [date(2019, 12, 31), date(2020, 1, 1), date(2023, 6, 30), date(2023, 7, 1)]
    assert [Township.objects.in_force(day).exists() for day in days] == [False, True, True, False]


def test_a_credit_code_carries_its_check_character() -> None:
    check_credit_code("11500101008645890U")
    for wrong in ("11500101008645890A", "1150010100864589", "新乡"):
        with pytest.raises(ValidationError, match="校验位"):
            check_credit_code(wrong)


def test_the_naming_is_that_of_the_day(township: Township) -> None:
    TownshipNaming.objects.update(valid_from=date(2021, 1, 1))
    named(township, None, date(2021, 1, 1)).save()
    days = [date(1999, 1, 1), date(2020, 12, 31), date(2021, 1, 1), date(2030, 1, 1)]
    assert [township.naming(day).name for day in days] == ["旧名镇", "旧名镇", "新乡镇", "新乡镇"]


def test_on_a_day_without_a_naming_the_nearest_one_speaks(township: Township) -> None:
    TownshipNaming.objects.update(valid_from=date(2021, 1, 1), valid_to=date(2022, 1, 1))
    named(township, date(2010, 1, 1), date(2011, 1, 1)).save()
    days = [date(2009, 1, 1), date(2011, 1, 1), date(2020, 12, 31), date(2022, 1, 1), date(2024, 1, 1)]
    assert [township.naming(day).name for day in days] == ["旧名镇", "旧名镇", "新乡镇", "新乡镇", "新乡镇"]


def test_a_township_without_a_naming_says_so(township: Township) -> None:
    township.namings.all().delete()
    with pytest.raises(LookupError, match="新乡镇没有登记称谓"):
        township.naming(date(2023, 1, 1))


def test_namings_do_not_overlap(township: Township) -> None:
    TownshipNaming.objects.update(valid_from=date(2021, 1, 1))
    with pytest.raises(ValidationError, match="重叠"):
        named(township, None, date(2021, 1, 2)).full_clean()
    named(township, None, date(2021, 1, 1)).full_clean()


@pytest.mark.parametrize("since", [date(2021, 1, 1), date(2022, 1, 1)])
def test_the_database_refuses_a_naming_that_cannot_be(township: Township, since: date) -> None:
    TownshipNaming.objects.update(valid_from=date(2022, 1, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        named(township, since, date(2021, 1, 1) if since.year == 2021 else None).save()


@pytest.mark.parametrize(
    "fields",
    [
        {"series": "postal"},
        {"valid_from": date(2023, 1, 1), "valid_to": date(2022, 1, 1)},
        {"code": "500101123"},
    ],
)
def test_the_database_refuses_a_code_that_cannot_be(township: Township, fields: dict[str, Any]) -> None:
    usual = {"township": township, "series": Series.STATISTICS}
    TownshipCode.objects.create(code="500101123", **usual)
    with pytest.raises(IntegrityError), transaction.atomic():
        TownshipCode.objects.create(**(usual | {"code": "500101124"} | fields))


def test_one_code_may_stand_in_both_series(township: Township) -> None:
    for series in Series:
        TownshipCode.objects.create(township=township, series=series, code="500101123")
    assert list(verify_townships()) == []


@pytest.mark.parametrize(
    "fields", [{"kind": "lost"}, {"kind": "merged", "successor": None}, {"kind": "renamed", "itself": True}]
)
def test_the_database_refuses_a_succession_that_cannot_be(township: Township, fields: dict[str, Any]) -> None:
    other = make_township(township.district, "长滩镇", "changtanzhen", 2)
    fields = {"successor": other, **fields}
    if fields.pop("itself", False):
        fields["successor"] = township
    with pytest.raises(IntegrityError), transaction.atomic():
        Succession.objects.create(predecessor=township, on=date(2023, 1, 1), **fields)


def test_an_abolished_township_needs_no_successor(township: Township) -> None:
    gone = Succession.objects.create(predecessor=township, on=date(2023, 1, 1), kind="abolished")
    assert str(gone).strip() == "新乡镇 撤销"


def test_verifying_finds_what_was_written_past_the_forms(township: Township) -> None:
    other = make_township(township.district, "长滩镇", "changtanzhen", 2)
    named(township, None, None).save()
    other.namings.all().delete()
    Township.objects.filter(pk=other.pk).update(credit_code="11500101008645890A")
    for one in (township, other):
        TownshipCode.objects.create(township=one, code="500101123")
    assert list(verify_townships()) == [
        "新乡镇的称谓“新乡镇”和“旧名镇”在时间上重叠。",
        "长滩镇没有登记称谓。",
        "长滩镇的统一社会信用代码11500101008645890A校验位不符。",
        "统计用区划代码500101123同时属于新乡镇和长滩镇。",
    ]
