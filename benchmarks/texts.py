"""``python -m benchmarks.texts N > FILE``: N reports as JSON lines for ``manage.py seed_benchmark``.

Every report has the shape and the size of the one real report (four parts, twenty rows, about 3,600 characters);
its sentences are invented, drawn in a different order and with different figures for each. The same N gives the
same file at every run.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from random import Random
from typing import Any

#: Characters of the real report, without white space.
SIZE = 3600
_FIRST = "新长龙白青石金永福安平高太双东南西北大小清云桂梅松柳竹凤鹤马"
_SECOND = "乡滩水坝沟岭坪河溪塘湾桥店场口山泉峡垭林田井寺关"
_KINDS = ("镇", "镇", "镇", "乡", "街道")
_VILLAGES = (
    "红旗村",
    "向阳村",
    "大坪村",
    "石桥村",
    "柏树村",
    "双河村",
    "青龙村",
    "竹园社区",
    "清泉社区",
    "新开村",
)
_THEMES = (
    "宪法",
    "民法典",
    "安全生产",
    "土地管理",
    "森林防火",
    "农村宅基地",
    "反有组织犯罪",
    "信访工作条例",
    "行政处罚法",
)
_PLACES = ("院坝", "集市", "中小学校", "企业车间", "便民服务大厅", "农家书屋", "渡口码头", "施工工地")
_MONTHS = ("一季度", "上半年", "三季度", "下半年", "全年", "汛期", "岁末年初")

#: The title of each part, its rows' headings, and the sentences its rows are made of.
PARTS: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "measures": (
        "{year}年推进法治政府建设的主要举措和成效",
        (
            "加强组织领导，压实法治建设责任",
            "坚持依法决策，规范重大事项程序",
            "推进综合执法，提升一线办案水平",
            "化解矛盾纠纷，守住基层平安底线",
            "深化普法宣传，营造遵法守法氛围",
            "推进政务公开，主动接受社会监督",
        ),
        (
            "{month}召开党委（党工委）会议{n}次听取法治建设汇报，把任务分解到{k}个站所和全部村（社区），逐项明确完成时限。",
            "将法治建设纳入年度综合考评，对{k}个推进缓慢的单位发出提示函，督促限期整改，整改情况在班子会上通报。",
            "修订议事规则，重大项目和民生实事先征求意见、再作合法性审查，{month}审查合同{n}件，提出修改意见{m}条。",
            "聘请法律顾问{k}名，参与合同谈判、信访接待和规范性文件起草{n}次，出具书面意见{m}份，采纳情况有记录可查。",
            "综合执法队在编{k}人，{month}巡查{m}次，劝导占道经营、乱堆乱放{n}起，立案{k}件，没有行政复议和诉讼败诉。",
            "落实执法公示、全过程记录和法制审核，为执法人员配发记录仪{k}台，{month}组织案卷互评{k}次，抽查案卷{n}份。",
            "依托{village}等{k}个调解点推行“上门问、现场调、回头看”，{month}受理纠纷{m}件，调解成功{n}件，未发生民转刑案件。",
            "建立信访事项领导包案清单{n}件，逐件见面、逐件答复，办结情况向群众公开，重复信访比上年减少{k}件。",
            "在{place}、{village}开展“{theme}”专题宣讲{n}场，发放资料{m}份，现场解答咨询{n}人次，群众反映通俗易懂。",
            "培养“法律明白人”{m}名，{village}等{k}个村（社区）建成法治文化墙，村规民约修订时逐条听取了户代表意见。",
            "通过公开栏和网站公开事项{m}条，受理依申请公开{k}件，均在法定期限内答复，没有因公开引发的投诉。",
            "办理人大代表建议{k}件、政协提案{k}件，面商率和答复率达到要求，其中{k}件转为{place}的改造项目。",
            "行政负责人出庭应诉{k}次，庭后召集相关站所复盘，形成问题清单{n}条，已改进工作流程{k}项。",
            "开展{theme}专项检查，检查经营主体{m}家次，发现隐患{n}处，当场整改{k}处，其余已复查销号。",
        ),
    ),
    "leader": (
        "{year}年党政主要负责人履行推进法治建设第一责任人职责，加强法治政府建设的有关情况",
        (
            "带头学习，把法治思想落到实处",
            "带头研究，重点难点亲自协调过问",
            "带头守法，重大决策坚持集体讨论",
            "带头督办，推动问题整改见底见效",
        ),
        (
            "党政主要负责人主持理论中心组专题学习{k}次，带头学习{theme}，到{village}为党员群众讲法治课{k}场。",
            "对合法性审查意见不一致的{k}个事项，主要负责人召集承办站所、法律顾问当面核对依据，再提交会议讨论。",
            "牵头协调{village}土地流转、{place}环境整治等历史遗留问题{k}个，做到有方案、有时限、有责任人。",
            "坚持不提前定调、末位表态，{month}集体研究重大事项{n}项，会议记录完整，没有以个人意见代替集体决定的情形。",
            "每季度听取一次执法和调解工作汇报，批示督办事项{n}件，办结{k}件，未办结的逐件说明原因、排出时间。",
            "在述职述廉报告中专门说明履行法治建设第一责任人职责的情况，接受评议{k}次，收到意见{n}条，逐条作了回应。",
            "到{place}随机查看办事流程{k}次，对材料重复提交、群众多跑路的{k}个环节当场要求简化。",
        ),
    ),
    "shortcomings": (
        "{year}年推进法治政府建设存在的不足和原因",
        (
            "执法力量与任务不相匹配",
            "普法的针对性还不够强",
            "矛盾纠纷的源头预防有差距",
            "法治审核把关不够细致",
        ),
        (
            "下放的执法事项涉及面广，队伍中持证的只有{k}人，遇到{theme}方面的专业案件仍要依靠区级部门，主要原因是人员补充渠道单一。",
            "在{place}的宣讲多以发资料、挂横幅为主，{village}外出务工的年轻人参加得少，主要是因为形式没有随对象变化。",
            "个别村（社区）的纠纷排查停留在报表上，{month}有{k}件小纠纷拖成了信访事项，原因在于网格员对苗头的判断不够敏锐。",
            "有{k}份合同在签订前夕才送审，留给法律顾问的时间不足，根源是承办站所对审查程序的重视程度不一。",
            "执法文书中笔误、日期不一致的情况仍有发现，案卷评查中指出{n}处，主要原因是一人多岗、归档不及时。",
            "{theme}的培训以集中听课为主，以案释法偏少，执法人员现场处置的办法不多，这与培训资源不足有关。",
        ),
    ),
    "plan": (
        "{next_year}年推进法治政府建设的主要安排",
        (
            "抓学习，提升依法办事能力",
            "抓队伍，补齐执法力量短板",
            "抓源头，做实矛盾纠纷排查",
            "抓宣传，丰富普法方式载体",
            "抓规范，完善审核监督机制",
            "抓落实，强化目标任务考评",
        ),
        (
            "把{theme}列入年度学习计划，党委（党工委）会议学法不少于{k}次，新进人员上岗前完成集中培训。",
            "争取增加执法编制，年内组织{k}人参加资格考试，与区级部门建立疑难案件会商机制，每季度联合办案不少于{k}件。",
            "在{village}等{k}个村（社区）试点网格员、调解员、法律顾问共同排查，力争纠纷化解在村一级的比例进一步提高。",
            "把{place}作为普法重点，编写以本地案例为主的宣传材料{k}种，针对务工人员开设晚间课堂和线上咨询。",
            "明确合同和重大事项至少提前{k}个工作日送审，未经审查不上会，审查意见的采纳情况按季度通报。",
            "对上年问题清单逐条销号，{month}开展一次自查，结果在政府网站公开，并作为站所评优的依据。",
            "推行案卷“一案一评”，由法制审核人员在归档前逐件核对日期、文号和送达回证，差错率比上年下降。",
        ),
    ),
}
#: The share of the report that each part takes, as in the real one.
SHARES = {"measures": 0.45, "leader": 0.2, "shortcomings": 0.15, "plan": 0.2}
_NUMERALS = "一二三四五六七八九十"


def reports(count: int, *, districts: int = 8, years: int = 4) -> Iterator[dict[str, Any]]:
    """``count`` reports, spread evenly over districts and years; three in four published, the others half and half."""
    if districts < 1 or years < 1:
        raise ValueError("at least one district and one year")
    statuses = (
        "published",
        "submitted",
        "published",
        "draft",
        "published",
        "published",
        "published",
        "published",
    )
    for i in range(count):
        year, seat = 2025 - i % years, i // years
        yield {
            "i": i,
            "year": year,
            "district": f"第{seat % districts + 1:02d}区",
            "township": township_name(seat // districts),
            "title": f"{township_name(seat // districts)}{year}年度法治政府建设情况报告",
            "status": statuses[(i // years + i) % len(statuses)],
            "sections": sections(year, Random(i)),
        }


def township_name(number: int) -> str:
    """A different name for every number below 690; beyond, with a number of its own."""
    first, rest = number % len(_FIRST), number // len(_FIRST)
    second, turn = (rest + first) % len(_SECOND), rest // len(_SECOND)
    name = _FIRST[first] + _SECOND[second] + (f"{turn}" if turn else "")
    return name + _KINDS[number % len(_KINDS)]


def sections(year: int, random: Random) -> list[dict[str, Any]]:
    """The four parts of one report, each of about its share of ``SIZE`` characters."""
    found = []
    for number, (kind, (title, headings, sentences)) in enumerate(PARTS.items()):
        heading = title.format(year=year, next_year=year + 1)
        room = SIZE * SHARES[kind] - len(heading) - sum(map(len, headings))
        bag = _drawn(sentences, random)
        found.append(
            {
                "kind": kind,
                "heading": f"{_NUMERALS[number]}、{heading}",
                "subsections": [
                    {
                        "heading": f"（{_NUMERALS[row]}）{words}",
                        "paragraphs": _filled(bag, room / len(headings), random),
                    }
                    for row, words in enumerate(headings)
                ],
            }
        )
    return found


def _drawn(sentences: tuple[str, ...], random: Random) -> Iterator[str]:
    """The sentences in one order after the other, none twice before all were used."""
    while True:
        yield from random.sample(sentences, len(sentences))


def _filled(bag: Iterator[str], room: float, random: Random) -> list[str]:
    """Paragraphs of two sentences until the row has its size."""
    written: list[str] = []
    while sum(map(len, written)) < room - 30:
        written.append(_said(next(bag), random))
    return ["".join(written[at : at + 2]) for at in range(0, len(written), 2)]


def _said(sentence: str, random: Random) -> str:
    few, several = random.randrange(2, 9), random.randrange(12, 48)
    return sentence.format(
        k=few,
        n=several,
        m=several + random.randrange(9, 120),
        village=random.choice(_VILLAGES),
        theme=random.choice(_THEMES),
        place=random.choice(_PLACES),
        month=random.choice(_MONTHS),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Reports as JSON lines for manage.py seed_benchmark.")
    parser.add_argument("count", type=int)
    parser.add_argument("--districts", type=int, default=8)
    parser.add_argument("--years", type=int, default=4)
    chosen = parser.parse_args()
    for one in reports(chosen.count, districts=chosen.districts, years=chosen.years):
        sys.stdout.write(json.dumps(one, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
