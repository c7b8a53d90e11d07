"""Parts, bodies and page furniture known by their words (reference/report-structures.md, domain.md 8.6)."""

from __future__ import annotations

import re

_DUTIES = re.compile(r"第一责任人|主要负责(?:人|同志).{0,12}职责|法治建设责任制工作")
_SHORTCOMINGS = re.compile(
    r"存在的?(?:主要)?(?:困难|问题|不足|短板|差距|薄弱)|(?:面临|遇到)的(?:困难|问题)|(?:不足|问题|短板)(?:和|及|与|、)(?:其)?(?:产生)?"
    r"(?:的)?(?:主要)?(?:原因|不足|问题|短板|困难|差距)|(?:困难|差距)(?:和|及|与)(?:问题|不足)"
    r"|^(?:主要)?(?:问题|不足|短板|薄弱环节|差距)$|不足之处|(?:原因)(?:分析|剖析)"
)
_PLAN = re.compile(
    r"(?:主要|工作|年度?|步|阶段|今后)的?(?:重点)?(?:工作)?(?:安排|打算|计划|思路|举措安排|目标任务)|工作思路|下一?步|下一?年度"
    r"|今后.{0,6}(?:工作|方向|打算)|努力方向|整改(?:措施|方向)|改进(?:措施|方向)"
)
_MEASURES = re.compile(
    r"举措|成效|做法|(?:主要|工作)(?:措施|总结|情况|总体情况|进展)|(?:开展|总体|基本|建设)(?:的)?情况|开展的工作|主要工作|工作落实情况"
)
_OTHER = re.compile(r"其他(?:需要|需)?(?:报告|说明)?的?(?:情况|事项)|^附件")
_LEAD = re.compile(r"^(?:引言|前言|导语)$")
#: A heading that begins so tells of work done, whatever nouns follow: 聚焦突出问题，规范执法.
_TOPIC = re.compile(
    r"^(?:聚焦|突出|坚持|强化|加强|完善|健全|规范|深化|创新|提高|提升|落实|压实|依法|着力|推动|推进(?!法治)|严格|优化|扎实|全面|深入|狠抓|紧扣|抓)"
)
_CAUSE = re.compile(r"^(?:主要)?原因(?:分析|剖析)?$|不足的原因$|产生的?原因")

_YEAR = re.compile(r"((?:19|20)[0-9]{2})\s*年|([二一][〇○零九Ｏ0][〇○零一二三四五六七八九]{2})\s*年")


def kinds(heading: str, year: int = 0) -> tuple[str, ...]:
    """The kinds of part whose words a heading has, the decisive first; () for a topic of its own.

    Two kinds (shortcomings, plan) mean one part for both.
    """
    text = "".join(heading.split())
    if _LEAD.search(text):
        return ("lead",)
    if _DUTIES.search(text):
        return ("duties",)
    if _OTHER.search(text):
        return ("other",)
    topic = _TOPIC.search(text)
    lacks = _SHORTCOMINGS.search(text)
    plans = _PLAN.search(text) or (year and f"{year + 1}年" in text)
    if lacks and not (topic and "存在" not in text):
        return ("shortcomings", "plan") if plans else ("shortcomings",)
    if plans and not topic:
        return ("plan",)
    return ("measures",) if _MEASURES.search(text) and not topic else ()


def is_cause(heading: str) -> bool:
    """原因分析, 原因剖析: a heading inside the shortcomings, never a part."""
    return bool(_CAUSE.search("".join(heading.split())))


def year_of(text: str) -> int:
    """The first year named in a text, 0 for none: 2022年, 二〇二二年."""
    found = _YEAR.search(text)
    if not found:
        return 0
    if found.group(1):
        return int(found.group(1))
    return int(
        "".join(str("〇一二三四五六七八九".find(c)) if c not in "○零Ｏ0" else "0" for c in found.group(2))
    )


_BODIES = "人民政府|办事处|委员会|党工委|管委会|党委|人民政府办公室|司法局|公安局|政府"
_BODY = re.compile(rf"^(?:[\u4e00-\u9fffXx×*·（）]|\s){{1,40}}?(?:{_BODIES}|局|厅|委|办|办公室|司法所)$")
_SEAL = re.compile(r"\s*[（(](?:盖章|印章|公章|章|签章)[）)]\s*$")
_JOINT = re.compile(
    r"(?<=委员会)(?=[\u4e00-\u9fff])|(?<=党工委)(?=[\u4e00-\u9fff])|(?<=人民政府)(?=中共)|[\s、]+"
)


def bodies(text: str) -> tuple[str, ...]:
    """The issuing bodies a line or the head of a title names, or (): 中共X镇委员会 X镇人民政府 are two."""
    text = _SEAL.sub("", text.strip())
    if not 3 <= len(text) <= 60:
        return ()
    found = tuple(one for one in (piece.strip() for piece in _JOINT.split(text)) if one)
    return found if found and all(len(one) >= 3 and _BODY.match(one) for one in found) else ()


_TITLE_BODY = re.compile(r"^.{2,40}?(?:人民政府|办事处|委员会|党工委|管委会)")
_TITLE_PLACE = re.compile(
    r"^([\u4e00-\u9fffXx×*]{2,30}?[\u4e00-\u9fff](镇|乡|街道))\s*(?=(?:19|20)\d\d\s*年|法治|关于|二〇)"
)


def title_bodies(title: str) -> tuple[str, ...]:
    """The issuers a title names in full."""
    head, about, _ = title.partition("关于")
    if about and bodies(head):
        return bodies(head)
    found = _TITLE_BODY.match(title)
    return bodies(found.group(0)) if found else ()


def title_place(title: str) -> str:
    """The body of the township a title names without its 人民政府 or 办事处, or ""."""
    found = _TITLE_PLACE.match(title)
    if not found:
        return ""
    return found.group(1) + ("办事处" if found.group(2) == "街道" else "人民政府")


_TITLE_END = re.compile(r"(?:报告|总结|汇报|年报|述法报告)(?:\s*[（(].{1,10}[）)])?$")
_TITLE_SUBJECT = re.compile(r"法治|依法行政|依法治|法制")


def ends_title(text: str) -> bool:
    return bool(_TITLE_END.search(text))


def is_title(text: str) -> bool:
    """Whether a text names such a report: 关于2022年度法治政府建设情况的报告."""
    return ends_title(text) and bool(_TITLE_SUBJECT.search(text))


_FURNITURE = re.compile(
    r"^(?:(?:您)?(?:当前|现在)的?位置|首页|网站首页|索引号|主题分类|体裁分类|发布机构|发布日期|发布时间|成文日期|有效性|信息来源|来源|作者|浏览次数|"
    r"点击(?:数|量|次数)|阅读(?:次数|量)|字体|字号|打印|分享到?|语音播报|收藏|责任编辑|审核|编辑|上一篇|下一篇|相关(?:阅读|文章|链接)|附件下载|"
    r"主办|承办|扫一扫|网站标识码|备案号|版权所有|关闭(?:窗口)?|返回(?:顶部|首页)|【.{0,8}(?:打印|关闭|字体).{0,8}】)"
    r"[\s:：\[【]?"
)
_CLOSING = re.compile(
    r"^(?:抄送|主送|印发|联系人|联系电话|公开(?:方式|属性|选项)|共印)[:：]?|^[（(](?:联系人|此件).{0,60}[）)]$|^此件"
)
_SERIAL = re.compile(r"^[-—－–\s第]*\d{1,3}[-—－–\s页]*(?:[/／共]\s*\d{1,3}\s*页?)?$")


def is_furniture(line: str) -> bool:
    """A line of the web page or the sheet round the report: 浏览次数：12, — 3 —."""
    return len(line) <= 80 and bool(_FURNITURE.match(line) or _SERIAL.match(line))


def is_closing(line: str) -> bool:
    """抄送, 联系人, 此件公开发布."""
    return len(line) <= 120 and bool(_CLOSING.match(line))


_ADDRESSEE = re.compile(r"(?:委|府|办|局|会|组|厅|主任|代表|委员|同志|院)[^。；]{0,12}[:：]$")


def is_addressee(line: str) -> bool:
    """县委、县政府："""
    return (
        3 <= len(line) <= 50
        and bool(_ADDRESSEE.search(line))
        and not re.search(r"如下|现将|报告|\d", line)
        and "。" not in line
    )


_TURN = re.compile(r"^(?:下一?步|下一?阶段|下一?年度?|今后|新的一年|展望|(?:19|20)\d\d年[，,]?)")
_CONFESSION = re.compile(
    r"(?:存在|还有|仍有).{0,80}(?:不足|问题|差距|短板|薄弱)|(?:不足|差距|短板|薄弱环节)[。；]?$"
)


def turns_to_plan(paragraph: str, year: int) -> bool:
    """下一步，… or next year: the paragraph with which the plan begins."""
    found = _TURN.match(paragraph)
    if not found:
        return False
    named = year_of(found.group(0))
    return not named or bool(year and named == year + 1)


def confesses(paragraph: str) -> bool:
    """…但也存在…等不足: the paragraph that states the shortcomings."""
    return len(paragraph) <= 600 and bool(_CONFESSION.search(paragraph[:600]))


_STAMP = re.compile(r"样稿|草稿|校对|仅供|内部资料|注意保存|机密|秘密|复印|征求意见稿|装订线")


def is_stamp(box: str) -> bool:
    """The words of a text box that is a stamp on the sheet, not text."""
    return len(box) <= 40 and bool(_STAMP.search(box))
