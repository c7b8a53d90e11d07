"""Every component on one page, for whoever builds or changes one. Shown while DEBUG is on, to anybody."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.messages.constants import ERROR, SUCCESS, WARNING
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reports.checks.finding import Finding
from reports.comparison import Segment
from reports.content import Item, Part, ReportContent, Table
from reports.enums import Act, Severity
from reports.exports.page import page
from reports.permissions import Refusal

SAMPLE = ReportContent(
    title="重庆市万州区新乡镇人民政府关于2025年度法治政府建设情况的报告",
    year=2025,
    township="新乡镇",
    issuers=("重庆市万州区新乡镇人民政府",),
    document_number="新乡府文〔2026〕3号",
    dated=date(2026, 1, 16),
    addressee="区委、区政府",
    parts=(
        Part(id="lead", kind="lead", opening=("2025年，我镇扎实推进依法行政。现将有关情况报告如下。",)),
        Part(
            id="measures",
            kind="measures",
            title="主要举措和成效",
            items=(
                Item(
                    id="m1",
                    heading="依法化解矛盾纠纷",
                    paragraphs=(
                        "全年受理矛盾纠纷36件，调解成功35件。",
                        Table((("项目", "件"), ("受理", "36"))),
                    ),
                    children=(Item(id="m2", heading="规范调解程序。", paragraphs=("一案一档。",)),),
                ),
                Item(id="m3", paragraphs=("没有小标题的一条，序号写在段首。",)),
            ),
        ),
        Part(
            id="shortcomings",
            kind="shortcomings",
            title="存在的不足和原因",
            items=(Item(id="s1", heading="普法的针对性还不够强", cause="对不同群体的法律需求调查不深。"),),
        ),
    ),
)
DIFFERENCE = (
    Segment("equal", "调解矛盾纠纷"),
    Segment("delete", "30余", digits=True),
    Segment("insert", "36", digits=True),
    Segment("delete", "起"),
    Segment("insert", "件"),
    Segment("equal", "，调解成功35件。"),
)


class SampleForm(forms.Form):
    """One field of each sort, dressed by crispy."""

    heading = forms.CharField(label="小标题", help_text="可以不写。", required=False)
    body = forms.CharField(label="正文", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    duty = forms.ChoiceField(label="谁的履职情况", choices=[("party", "党委书记"), ("government", "镇长")])
    kinds = forms.MultipleChoiceField(
        label="针对的不足",
        choices=[("1", "执法力量薄弱"), ("2", "普法针对性不强")],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    number = forms.CharField(label="发文字号")
    dated = forms.DateField(label="成文日期", widget=forms.DateInput(attrs={"type": "date"}), required=False)


@login_not_required
@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """The gallery. 404 in production: it is no page of the application."""
    if not settings.DEBUG:
        raise Http404
    return render(request, "setup/components.html", samples())


def samples() -> dict[str, Any]:
    """A context for every component, as its first line asks for it."""
    document = page(SAMPLE)
    return {
        "document": document,
        "contents": document.contents,
        "byline": ("公开日期：2026年2月3日", "来源：新乡镇", "第2版（2026年3月9日更正）"),
        "metadata": (
            ("索引号", "示例"),
            ("发文字号", SAMPLE.document_number),
            ("体裁分类", "报告"),
            ("有效性", "有效"),
        ),
        "segments": DIFFERENCE,
        "report": SimpleNamespace(version=3, content_version=7),
        "act": Act.SUBMIT,
        "other_act": Act.RETURN,
        "refusal": Refusal("findings", "还有1处必须补正，补正后即可送签。"),
        "finding": Finding(
            id="completeness.E002",
            severity=Severity.ERROR,
            message="二（一）没有写原因",
            suggestion="“普法的针对性还不够强”只写了不足。规定要求写明原因，一句话即可。",
            quote="普法的针对性还不够强",
        ),
        "said": (
            Message(SUCCESS, "已保存。"),
            Message(ERROR, "没有保存：报告已在12:05送签。您写的文字留在下面。"),
            Message(WARNING, "有1处没有保存，其余各处已经保存。"),
        ),
        "time_left": {"seconds": 300, "final": False, "idle": 1800, "warning": 300},
        "pages": Paginator(range(200), 50).page(2),
        "form": SampleForm({"heading": "加强组织领导", "duty": "party"}),
    }
