"""The acts of the township: a page with the form where one is needed, a POST that goes through the door."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from reports import workflow
from reports.enums import Act
from reports.exports.page import page
from reports.forms.acts import form_for
from reports.permissions import Refused
from reports.views.common import own_report, status_of
from reports.workflow import TABLE
from townships.models import TOWNSHIP_ROLES

#: The acts of a township's posts, by their name in the address.
ACTS = {act.slug: act for act, row in TABLE.items() if set(row.roles) & set(TOWNSHIP_ROLES)}
#: What a person should know before pressing the button.
BEFORE = {
    Act.SEND_BACK: "退回以后，正文重新可以修改，已写的内容都在。",
    Act.UNLOCK: "撤销以后，本轮签发登记不再有效，修改后须重新送签。",
    Act.RECALL: "区里开始审核之前可以撤回。",
    Act.AMEND_WORDING: "只限个别文字的笔误；改动会记录在案，区里可以看到。",
    Act.OPEN_CORRECTION: "已公开的文本在更正完成之前照常可读。修改后须重新签发、报送。",
    Act.SECRECY_REVIEW: "请逐条看过：国家秘密和工作秘密；身份证号、电话、住址、案件当事人姓名；内部管控措施和未公开的案情。",
    Act.PUBLISH: "公开日期为服务器时间，公开后不能改动。",
    Act.CORRECT: "更正说明随新版公开。",
    Act.WITHDRAW: "撤下以后，正文在本站各处都不能再读，页面只注明“该报告已撤下”。",
    Act.WITHHOLD: "页面将注明“依法不予公开”。",
}


@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, report_id: UUID, slug: str) -> HttpResponse:
    """One act. Whatever refuses it, the words typed stay in the form, and the sentence stands above it."""
    report = own_report(request, report_id)
    if slug not in ACTS:
        raise Http404
    doing = ACTS[slug]
    refusal = None
    status = 200
    form = form_for(doing)(request.POST or None, report=report)
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                workflow.perform(doing, report.pk, by=request.user, **form.details)
            except Refused as refused:
                refusal, status = refused.refusal, status_of(refused.refusal)
            else:
                messages.success(request, f"已办理：{doing.label}。")
                return redirect("filling:overview", report.pk)
        elif form.errors.keys() & {"version", "content_version"}:
            refusal = workflow.Refusal("bad_version", f"“{doing.label}”没有执行：页面没有带上版本，请刷新后再办。")
        report.refresh_from_db()
    else:
        refusal = workflow.why_not(report, doing, request.user)
    context = {
        "report": report,
        "act": doing,
        "form": form,
        "refusal": refusal,
        "before": BEFORE.get(doing, ""),
        "document": _document(report, doing),
    }
    return render(request, "filling/act.html", context, status=status)


def _document(report: object, doing: Act) -> object:
    """The text the publisher is to read while he reviews it."""
    if doing is not Act.SECRECY_REVIEW:
        return None
    frozen = report.latest_submission()  # type: ignore[attr-defined]
    return page(frozen.content) if frozen else None
