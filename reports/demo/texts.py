"""Paragraphs written for the demo, with facts that differ from township to township. Invented; places are real."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Facts:
    """The numbers of one invented township in one year. They agree with each other wherever a text repeats them."""

    self_name: str
    head: str
    meetings: int
    studies: int
    reviewed: int
    contracts: int
    checks: int
    officers: int
    disputes: int
    settled: int
    events: int
    leaflets: int
    villages: int
    advice: int

    @property
    def rate(self) -> str:
        """The rate of success that follows from the two counts, with one decimal."""
        return f"{self.settled * 100 / self.disputes:.1f}".removesuffix(".0")


def facts_of(number: int, self_name: str, head: str) -> Facts:
    """Facts for the township of this number: different for each, the same at every run."""
    disputes = 24 + number * 7 % 41
    return Facts(
        self_name=self_name,
        head=head,
        meetings=3 + number % 4,
        studies=6 + number % 7,
        reviewed=15 + number * 5 % 17,
        contracts=7 + number * 3 % 8,
        checks=32 + number * 11 % 47,
        officers=5 + number % 6,
        disputes=disputes,
        settled=disputes - 1 - number % 3,
        events=8 + number % 9,
        leaflets=1200 + number * 130 % 1900,
        villages=5 + number % 8,
        advice=60 + number * 13 % 120,
    )


LEAD = (
    "{year}年，{self_name}坚持以习近平新时代中国特色社会主义思想为指导，深入学习贯彻习近平法治思想，"
    "紧扣全区法治政府建设年度任务，扎实推进依法行政。现将有关情况报告如下。"
)
MEASURES = (
    (
        "加强组织领导，压实工作责任",
        "党委专题研究法治政府建设工作{meetings}次，调整充实法治建设工作领导小组，主要负责人任双组长，"
        "平安法治办公室承担日常工作。制定年度任务清单，逐项明确责任领导和完成时限，按季对账销号。",
    ),
    (
        "健全决策机制，严把审查关口",
        "把公众参与、专家论证、风险评估、合法性审查和集体讨论决定落实到重大行政决策全过程。"
        "全年开展合法性审查{reviewed}件，其中合同{contracts}件，法律顾问提出的修改意见全部得到采纳或者书面说明。",
    ),
    (
        "规范行政执法，提升监管效能",
        "落实行政执法公示、执法全过程记录、重大执法决定法制审核三项制度，{officers}名行政执法人员全部持证上岗。"
        "推行“综合查一次”，全年开展行政检查{checks}次，对发现的问题逐一建档、限期整改。",
    ),
    (
        "坚持源头预防，化解矛盾纠纷",
        "完善网格员、村（社区）调委会、司法所三级联动机制，全年调解矛盾纠纷{disputes}件，调解成功{settled}件，"
        "成功率{rate}%。未调解成功的，均已引导当事人通过诉讼等途径依法解决。",
    ),
    (
        "深入开展普法，提供法律服务",
        "利用赶场日、院坝会开展法治宣传{events}场次，发放宣传资料{leaflets}份。"
        "{villages}个村（社区）法律顾问实现全覆盖，解答群众法律咨询{advice}人次。",
    ),
)
SHORTCOMINGS = (
    (
        "基层执法力量与承接事项不相适应",
        "承接的行政执法事项涉及面广、专业性强，{officers}名执法人员中具有法学专业背景的较少。",
        "人员补充渠道单一，跨领域业务培训不够系统。",
    ),
    (
        "普法的针对性还不够强",
        "面向外出务工返乡人员、留守老人的宣传方式较为单一，线上覆盖不足。",
        "对不同群体的法律需求调查不深，宣传内容更新不及时。",
    ),
)
DUTIES = (
    (
        "party",
        "党委书记履职情况",
        "主持召开党委会专题研究法治政府建设工作{meetings}次，主持理论学习中心组学法{studies}次，"
        "亲自部署年度重点任务，亲自督办信访积案化解。将述法纳入年终述职，组织班子成员现场述法。",
    ),
    (
        "government",
        "{head}履职情况",
        "主持研究行政执法、合法性审查等事项，带头落实行政机关负责人出庭应诉制度，全年无应出庭案件。"
        "亲自审定行政检查年度计划，推动检查次数与风险等级相匹配。",
    ),
)
PLAN = (
    (
        "充实基层执法力量",
        "选派执法人员到区级执法部门跟班学习，组织跨领域业务培训不少于4次，年内轮训一遍。",
        "平安法治办公室",
        "{next_year}年6月底前",
    ),
    (
        "提高普法的精准性",
        "按务工返乡人员、留守老人、在校学生三类群体分别制定宣传清单，春节前后集中开展返乡普法活动。",
        "平安法治办公室、司法所",
        "{next_year}年全年",
    ),
)
REMARKS = (
    "“承接的行政执法事项涉及面广”没有写承接了多少项，请补充数字，或者说明以哪份目录为准。",
    "请在这里补写一个具体事例。",
)
