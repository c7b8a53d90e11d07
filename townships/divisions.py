"""A district and its townships from the divisions table (townships/data/divisions, state of 2023-06-30)."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from django.db import transaction
from pypinyin import lazy_pinyin

from townships.models import District, Series, Township, TownshipCode, TownshipKind, TownshipNaming

DATA = Path(__file__).parent / "data" / "divisions"
#: Characters whose reading in place names is not the commonest one.
_IN_PLACES = {"长": "chang", "都": "du"}
_MUNICIPALITIES = {"11", "12", "31", "50"}
_TITLES = {
    TownshipKind.TOWN: ("我镇", "人民政府", "委员会", "镇长", "党委书记"),
    TownshipKind.TOWNSHIP: ("我乡", "人民政府", "委员会", "乡长", "党委书记"),
    TownshipKind.ETHNIC_TOWNSHIP: ("我乡", "人民政府", "委员会", "乡长", "党委书记"),
    TownshipKind.SUBDISTRICT: ("我街道", "办事处", "工作委员会", "主任", "党工委书记"),
}


def load_district(code: str) -> District:
    """The district of this six-digit code with all its townships, their codes and names. A second call changes
    nothing. Raises LookupError for a code that is not in the table."""
    with transaction.atomic():
        district = District.objects.filter(code=code).first() or _make_district(code)
        for position, row in enumerate(_rows("streets.csv", areaCode=code), start=1):
            if not TownshipCode.objects.filter(series=Series.STATISTICS, code=row["code"]).exists():
                _make_township(district, row["code"], row["name"], position)
        return district


def kind_of(name: str) -> TownshipKind:
    """镇, 乡, 民族乡 or 街道, by the name's own ending."""
    if name.endswith(("街道", "街道办事处")):
        return TownshipKind.SUBDISTRICT
    if name.endswith("族乡"):
        return TownshipKind.ETHNIC_TOWNSHIP
    if name.endswith("乡"):
        return TownshipKind.TOWNSHIP
    return TownshipKind.TOWN


def spelled(name: str) -> list[str]:
    """The pinyin of a place, a syllable a character: 长滩 is chang tan, not zhang tan. Other characters stay."""
    return [
        _IN_PLACES.get(character, syllable)
        for character, syllable in zip(name, lazy_pinyin(name, errors=list), strict=True)
    ]


def _make_district(code: str) -> District:
    area = next(_rows("areas.csv", code=code), None)
    if area is None:
        raise LookupError(f"区划表中没有代码为{code}的区县")
    province = next(_rows("provinces.csv", code=area["provinceCode"]))["name"]
    city = next(_rows("cities.csv", code=area["cityCode"]))["name"]
    above = province if area["provinceCode"] in _MUNICIPALITIES else province + city
    return District.objects.create(
        code=code, name=area["name"], full_name=above + area["name"], office_name=f"{area['name']}司法局"
    )


def _make_township(district: District, code: str, name: str, position: int) -> Township:
    key = "".join(spelled(name))
    if Township.objects.filter(key=key).exists():
        key = f"{key}-{code}"
    township, naming = new_township(district, name, key=key, position=position)
    township.save()
    TownshipCode.objects.create(township=township, series=Series.STATISTICS, code=code)
    naming.save()
    return township


def new_township(
    district: District, name: str, *, key: str, position: int
) -> tuple[Township, TownshipNaming]:
    """A township and what it and its heads are called, by its kind; neither is saved yet."""
    kind = kind_of(name)
    township = Township(
        district=district, key=key, kind=kind, name=name, position=position, sort_key=" ".join(spelled(name))
    )
    self_name, office, committee, head, party_head = _TITLES[kind]
    naming = TownshipNaming(
        township=township,
        name=name,
        self_name=self_name,
        government_name=f"{district.full_name}{name}{office}",
        party_name=f"中共{district.full_name}{name}{committee}",
        government_head_title=head,
        party_head_title=party_head,
    )
    return township, naming


def _rows(file: str, **wanted: str) -> Iterator[dict[str, str]]:
    with open(DATA / file, encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if all(row[name] == value for name, value in wanted.items()):
                yield row
