"""Numbers in prose: what is a figure, what it is worth, and what only looks like one."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.figures import mentions


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("开展法治宣传5次", "5", "次"),
        ("协助申请法律援助0人次", "0", "人次"),
        ("发放资料1000余份", "1000", "份"),
        ("发放资料1000多份（册）", "1000", "份"),
        ("群众1.6万人次", "16000", "人次"),
        ("涉及3.4万亩", "34000", "亩"),
        ("涉及面积2千余亩", "2000", "亩"),
        ("追回工资57.8万元", "57.8", "万元"),
        ("投资1.2亿元", "1.2", "亿元"),
        ("罚款500元", "500", "元"),
        ("成功率达100%", "100", "%"),
        ("满意率９８．５％", "98.5", "%"),
        ("资金1,264万元", "1264", "万元"),
        ("下降3个百分点", "3", "个百分点"),
        ("面积23平方公里", "23", "平方公里"),
        ("劝返206辆次", "206", "辆次"),
        ("将 7 项难题列入", "7", "项"),
        ("接待3百人次", "300", "人次"),
    ],
)
def test_a_number_with_its_measure_word_is_a_figure(text: str, value: str, unit: str) -> None:
    (found,) = mentions(text)
    assert (found.value, found.unit) == (Decimal(value), unit)


def test_two_figures_may_stand_side_by_side() -> None:
    assert [(int(one.value), one.unit) for one in mentions("我镇5村1居，退款3笔1.2万元")][:2] == [
        (5, "村"),
        (1, "居"),
    ]
    assert len(mentions("我镇5村1居，退款3笔1.2万元")) == 4


@pytest.mark.parametrize(
    "text",
    [
        "2022年1月25日",
        "2021—2025年",
        "2022年度",
        "“12·4”国家宪法日、“5.12”、“7.28”",
        "某政〔2022〕2号",
        "第2名、第15条、第 3 次会议"[:9],
        "拨打12345热线",
        "《三年行动计划（2021—2023年）5项任务》",
        "3个月、2个工作日、10分钟、24小时、50岁以上",
        "2人民调解",
        "三分之1",
        "A4纸3D模型5A级",
        "一是、三项制度、七进、八五普法",
        "",
    ],
)
def test_what_only_looks_like_a_figure_is_none(text: str) -> None:
    assert mentions(text) == []


@pytest.mark.parametrize(
    ("text", "qualifier", "low", "high"),
    [
        ("30起", "", 30, 30),
        ("30余起", "余", 31, 39),
        ("1000余份", "余", 1001, 1999),
        ("1000多份", "多", 1001, 1999),
        ("1200余份", "余", 1201, 1299),
        ("125余人次", "余", 126, None),
        ("0余次", "余", 1, None),
        ("1.2万余人次", "余", 12001, 12999),
        ("3万多人次", "多", 30001, 39999),
        ("不少于5次", "不少于", 5, None),
        ("至少1名", "至少", 1, None),
        ("5次以上", "以上", 5, None),
        ("超过30件", "超过", 31, None),
        ("超95%", "超", 95, None),
        ("不超过3次", "不超过", None, 3),
        ("3次以内", "以内", None, 3),
        ("近500人", "近", None, 499),
        ("约18万元", "约", None, None),
        ("20人左右", "左右", None, None),
    ],
)
def test_a_qualifier_is_an_interval(text: str, qualifier: str, low: int | None, high: int | None) -> None:
    (found,) = mentions(text)
    assert (found.qualifier, found.low, found.high) == (qualifier, low, high)


def test_a_mention_knows_its_place_and_its_context() -> None:
    text = "开展活动。全年共调处各类矛盾纠纷不少于30起，成功。"
    (found,) = mentions(text)
    assert text[found.start : found.end] == "不少于30起"
    assert found.context == "全年共调处各类矛盾纠纷不少于"[-14:]
    assert mentions("一。5次")[0].context == ""


@given(st.text(alphabet="0123456789.,，余万件次 年月第《》以上%法", max_size=60))
def test_places_are_in_order_and_inside_the_text(text: str) -> None:
    end = 0
    for one in mentions(text):
        assert end <= one.start < one.end <= len(text)
        end = one.end
