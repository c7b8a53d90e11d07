"""The acts of the township: a page with the form where one is needed, a POST that goes through the door."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from reports import workflow
from reports.enums import Act
from reports.exports.page import PageDocument, page
from reports.forms.acts import ActForm, AmendForm, form_for
from reports.models import Report
from reports.permissions import Refusal, Refused
from reports.publishing import public_content
from reports.views.access import own_report, status_of
from reports.views.kept import keeps_words
from reports.workflow import TABLE
from reports.workflow.guards import latest_review
from townships.models import TOWNSHIP_ROLES

#: The acts of a township's posts, by their name in the address.
ACTS = {act.slug: act for act, row in TABLE.items() if set(row.roles) & set(TOWNSHIP_ROLES)}
#: What a person should know before pressing the button.
BEFORE = {
    Act.REQUEST_PREVIEW: "区里看到的是此刻的文字。等候预审期间正文不能改，可以随时撤回。",
    Act.SEND_FOR_SIGNATURE: "送签以后正文锁定。签发前退回的，正文重新可以修改，已写的内容都在。",
    Act.SEND_BACK: "退回以后，正文重新可以修改，已写的内容都在。",
    Act.REGISTER_SIGNATURE: "按签好的审签单登记。联合行文的，每个发文机关登记一次。",
    Act.NUMBER: "文号和成文日期印在报告上，随报告报送、公开。",
    Act.SUBMIT: "报送以后生成回执。区里开始审核之前可以撤回。",
    Act.UNLOCK: "撤销以后，本轮签发登记不再有效，修改后须重新送签。",
    Act.RECALL: "区里开始审核之前可以撤回。",
    Act.AMEND_WORDING: "只限个别文字的笔误；改动会记录在案，区里可以看到。",
    Act.OPEN_CORRECTION: "已公开的文本在更正完成之前照常可读。修改后须重新签发、报送。",
    Act.PUBLISH: "公开的是最近一次报送、已经审查的文本。公开日期为服务器时间，公开后不能改动。",
    Act.CORRECT: "更正说明随新版公开。",
    Act.WITHDRAW: "撤下以后，正文在本站各处都不能再读，页面只注明“该报告已撤下”。",
    Act.WITHHOLD: "页面将注明“依法不予公开”。",
}
#: 公开审查: what has to be looked at (政府信息公开条例 art. 14–16; domain.md 5.4).
TO_LOOK_AT = (
    "国家秘密、工作秘密；“内部”“不公开”等标注",
    "身份证号、电话、住址、银行账号，案件当事人和未成年人的姓名",
    "商业秘密；公开后可能损害第三方合法权益的内容",
    "内部管控措施、未公开的案情、敏感群体的具体情况",
    "领导人姓名职务、法律和文件名称、数据前后是否一致",
)
#: Refusals that say what had moved: told of it, the person may decide again.
MOVED = frozenset({"stale", "text_changed", "overtaken", "bad_version"})


@keeps_words
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, report_id: UUID, slug: str) -> HttpResponse:
    """One act. Whatever refuses it, the words typed stay in the form, and the sentence stands above it."""
    report = own_report(request, report_id)
    if slug not in ACTS:
        raise Http404
    doing = ACTS[slug]
    if request.method != "POST":
        refusal = workflow.why_not(report, doing, request.user)
        return _page(request, report, doing, _form(request, report, doing), refusal)
    form = form_for(doing)(request.POST, report=report)
    refusal = _perform(request, report, doing, form)
    if refusal is None and form.is_valid():
        messages.success(request, f"已办理：{doing.label}。")
        return redirect("filling:overview", report.pk)
    report.refresh_from_db()
    if refusal and refusal.code in MOVED:
        form.renew(report)
    return _page(request, report, doing, form, refusal, status_of(refusal) if refusal else 422)


def _form(request: HttpRequest, report: Report, doing: Act) -> ActForm:
    if doing is Act.AMEND_WORDING:
        return AmendForm(report=report, chosen=request.GET.get("entry", ""))
    return form_for(doing)(report=report)


def _perform(request: HttpRequest, report: Report, doing: Act, form: ActForm) -> Refusal | None:
    """Why it was refused; None when it was done, or when only the form itself has something to say."""
    if not form.is_valid():
        if form.errors.keys() & {"version", "content_version"}:
            return Refusal(
                "bad_version", f"“{doing.label}”没有执行：页面没有带上版本。请看过现在的情况后再办。"
            )
        return workflow.why_not(report, doing, request.user)
    try:
        workflow.perform(doing, report.pk, by=request.user, **form.details)
    except Refused as refused:
        return refused.refusal
    return None


def _page(
    request: HttpRequest,
    report: Report,
    doing: Act,
    form: ActForm,
    refusal: Refusal | None,
    status: int = 200,
) -> HttpResponse:
    asked = request.method != "POST"
    if asked and refusal:
        status = 403 if status_of(refusal) == 403 else 200
    context: dict[str, Any] = {
        "report": report,
        "act": doing,
        "form": None if asked and refusal else form,
        "refusal": refusal,
        "before": BEFORE.get(doing, ""),
        "to_look_at": TO_LOOK_AT if doing is Act.SECRECY_REVIEW else (),
        "rows": form.choices_of_rows if isinstance(form, AmendForm) and asked and not form.chosen else (),
        "document": _document(report, doing),
    }
    return render(request, "filling/act.html", context, status=status)


def _document(report: Report, doing: Act) -> PageDocument | None:
    """The text the publisher is to read while he reviews it, or that will be public."""
    if doing is Act.SECRECY_REVIEW:
        frozen = report.latest_submission()
        return page(frozen.content) if frozen else None
    if doing in (Act.PUBLISH, Act.CORRECT):
        review = latest_review(report)
        return page(public_content(review)) if review else None
    return None
