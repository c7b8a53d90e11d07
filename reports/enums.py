"""Every status, act, kind and severity, each with its words per audience.

The words are Chinese where they stand: they are the field's own terms (docs/reference/glossary.md), they
are frozen into receipts and the audit chain, and they do not change with the language of the interface.
"""

from __future__ import annotations

from enum import StrEnum


class Labelled(StrEnum):
    """A stored word with the label a person reads; ``choices()`` feeds model and form fields."""

    label: str

    def __new__(cls, value: str, label: str) -> Labelled:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        return [(member.value, member.label) for member in cls]


class PartKind(Labelled):
    """The five contents of the annual report (督察工作规定, 年度报告 chapter; domain.md 1.1) and its lead."""

    LEAD = "lead", "引言"
    MEASURES = "measures", "主要举措和成效"
    DUTIES = "duties", "第一责任人职责履行情况"
    SHORTCOMINGS = "shortcomings", "存在的不足和原因"
    PLAN = "plan", "下一年度主要安排"
    OTHER = "other", "其他需要报告的情况"


#: The parts without which a report is incomplete; ``other`` is left out when there is nothing to report.
STATUTORY_PARTS = (PartKind.MEASURES, PartKind.DUTIES, PartKind.SHORTCOMINGS, PartKind.PLAN)


class DutyOf(Labelled):
    """Whose performance a duty row tells; the person's true title is data of the township."""

    PARTY = "party", "党委（党工委）主要负责人"
    GOVERNMENT = "government", "政府（办事处）主要负责人"
    BOTH = "both", "党政主要负责人"


class Status(Labelled):
    """Where a report is on its way upward. What the public can see is ``PublicState``: another matter."""

    DRAFT = "draft", "起草中"
    REVIEWING = "reviewing", "已送区预审"
    SIGNING = "signing", "待签发"
    SIGNED = "signed", "已签发，待报送"
    SUBMITTED = "submitted", "已报送，待区里审核"
    RETURNED = "returned", "退回修改"
    FILED = "filed", "已备案"

    @property
    def label_for_district(self) -> str:
        return _FOR_DISTRICT[self]


_FOR_DISTRICT = {
    Status.DRAFT: "起草中",
    Status.REVIEWING: "待预审",
    Status.SIGNING: "镇街签发中",
    Status.SIGNED: "已签发未报送",
    Status.SUBMITTED: "待审核",
    Status.RETURNED: "已退回，待重报",
    Status.FILED: "已备案",
}

#: The text may be changed only here.
EDITABLE = frozenset({Status.DRAFT, Status.RETURNED})


class PublicState(Labelled):
    """What the public can see of a report."""

    UNPUBLISHED = "unpublished", "尚未公开"
    PUBLISHED = "published", "已公开"
    WITHDRAWN = "withdrawn", "该报告已撤下"
    WITHHELD = "withheld", "依法不予公开"


class Act(Labelled):
    """Every act on a report, in the order of its life. The value is its name in addresses (with hyphens)."""

    REQUEST_PREVIEW = "request_preview", "送区预审"
    FEEDBACK = "feedback", "反馈预审意见"
    AGREE = "agree", "同意签报"
    SEND_FOR_SIGNATURE = "send_for_signature", "送签发"
    SEND_BACK = "send_back", "退回起草"
    REGISTER_SIGNATURE = "register_signature", "登记签发"
    NUMBER = "number", "登记文号"
    AMEND_WORDING = "amend_wording", "签发后文字订正"
    UNLOCK = "unlock", "撤销签发，重新修改"
    SUBMIT = "submit", "报送"
    RECALL = "recall", "撤回"
    START_REVIEW = "start_review", "开始审核"
    RETURN = "return", "退回修改"
    FILE = "file", "审核通过并备案"
    OPEN_CORRECTION = "open_correction", "启动更正"
    SECRECY_REVIEW = "secrecy_review", "公开审查（含保密审查）"
    PUBLISH = "publish", "公开"
    CORRECT = "correct", "公开更正"
    WITHDRAW = "withdraw", "撤下"
    WITHHOLD = "withhold", "不予公开"

    @property
    def slug(self) -> str:
        return self.value.replace("_", "-")


class ReviewPolicy(Labelled):
    """When the district reads a report (policy of the year)."""

    BEFORE = "before", "签发前预审"
    AFTER = "after", "报送后审核"
    BOTH = "both", "签发前预审，报送后再审核"

    @property
    def has_preview(self) -> bool:
        return self is not ReviewPolicy.AFTER


class SubmissionStage(Labelled):
    """What a frozen copy was made for."""

    PREVIEW = "preview", "预审稿"
    FILING = "filing", "报送稿"
    HISTORIC = "historic", "补录稿"


class ReviewConclusion(Labelled):
    """The outcome of 公开审查（含保密审查）; domain.md 5.4."""

    PUBLIC = "public", "可以公开"
    PARTIAL = "partial", "区分处理后公开"
    WITHHELD = "withheld", "不予公开"


class Channel(Labelled):
    """Where a report was made public."""

    SITE = "site", "本站"
    PORTAL = "portal", "政府门户网站"
    #: Read here, but made public elsewhere in its own time: a historic report.
    ARCHIVE = "archive", "补录"


class Origin(Labelled):
    """A report of this system's own process, or an earlier one entered afterwards (补录)."""

    REGULAR = "regular", "本系统办理"
    HISTORIC = "historic", "补录"


class FigureState(Labelled):
    """An empty figure is not a zero, and neither is one that does not apply."""

    REPORTED = "reported", "已报"
    NOT_REPORTED = "not_reported", "未报"
    NOT_APPLICABLE = "not_applicable", "不适用"


class Outcome(Labelled):
    """What became of last year's plan item."""

    DONE = "done", "已完成"
    UNDER_WAY = "under_way", "正在推进"
    NOT_DONE = "not_done", "未完成"
    CHANGED = "changed", "作了调整"


class Severity(Labelled):
    """How much a finding stops: ERROR until corrected, WARNING until corrected or explained, HINT nothing."""

    ERROR = "error", "必须补正"
    WARNING = "warning", "请核对"
    HINT = "hint", "提示"


class ChangeKind(Labelled):
    """What made a new revision of a row."""

    CREATED = "created", "新增"
    EDITED = "edited", "修改"
    MOVED = "moved", "移动"
    DELETED = "deleted", "删除"
    RESTORED = "restored", "恢复"
    IMPORTED = "imported", "导入"
    RETURNED = "returned", "采纳传回修改"
    AMENDED = "amended", "签发后订正"
