"""Lines of a title: words whole, no waist, and a name is never torn."""

from __future__ import annotations

import pytest

from reports.exports.docx.title import lines, width

TOWN, PARTY = "重庆市万州区新乡镇人民政府", "中共重庆市万州区新乡镇委员会"
SUBJECT = "关于2022年度法治政府建设情况的报告"
LONG = "中共石柱土家族自治县黄水国家级旅游度假区管理工作委员会"


@pytest.mark.parametrize(
    ("logical", "limit", "expected"),
    [
        ((TOWN, SUBJECT), 20, (TOWN, SUBJECT)),
        ((TOWN, SUBJECT), 15.5, (TOWN, "关于2022年度法治政府建设", "情况的报告")),
        ((PARTY, TOWN, SUBJECT), 20, (PARTY, TOWN, SUBJECT)),
        (("重庆市酉阳土家族苗族自治县人民政府", "酉阳镇人民政府", SUBJECT), 20, None),
        ((LONG, SUBJECT), 20, ("中共石柱土家族自治县", "黄水国家级旅游度假区管理工作委员会", SUBJECT)),
        (("长" * 30,), 20, ("长" * 30,)),
        ((), 20, ()),
    ],
)
def test_a_title_is_divided(logical: tuple[str, ...], limit: float, expected: tuple[str, ...] | None) -> None:
    found = lines(logical, limit)
    assert "".join(found) == "".join(logical)
    if expected is not None:
        assert found == expected


def test_a_title_has_no_waist_where_it_can_be_helped() -> None:
    found = [width(line) for line in lines(("中共重庆市石柱土家族自治县黄水镇委员会", TOWN, SUBJECT), 20)]
    assert found == sorted(found, reverse=True)


def test_a_title_of_very_many_words_is_filled_line_by_line() -> None:
    subject = "、".join(["推进工作"] * 30) + "的报告"
    found = lines((subject,), 20)
    assert "".join(found) == subject
    assert max(map(width, found)) <= 20
    assert len(found) == 8


def test_digits_are_half_as_wide() -> None:
    assert width("2022年") == 3
