"""The forms of the acts that need words or dates. Their cleaned data are the acts' own arguments."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reports.content import Place, item_text, places, write_body
from reports.enums import Act, Channel, ReviewConclusion
from reports.forms.fields import Words, bare_helper
from reports.models import Report
from townships import clock

#: What a publisher may choose; the third channel is that of historic reports.
_HERE_OR_PORTAL = [(one.value, one.label) for one in (Channel.SITE, Channel.PORTAL)]
DATE = {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}


def row_name(place: Place) -> str:
    """A row as a list names it: its number and its first words."""
    item = place.item
    words = (item.heading or item_text(item)).strip() if item else ""
    return f"{place.path}　{words[:30]}{'…' if len(words) > 30 else ''}"


class ActForm(forms.Form):
    """The version the person saw comes along hidden; a missing or garbled one changes nothing."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    content_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, report: Report, **kwargs: Any) -> None:
        initial = {
            "version": report.version,
            "content_version": report.content_version,
            **self.initial_of(report),
        }
        super().__init__(*args, initial=initial, **kwargs)
        self.report = report
        self.helper = bare_helper()

    def initial_of(self, report: Report) -> dict[str, Any]:
        return {}

    def renew(self, report: Report) -> None:
        """After a refusal that told the person what had moved, let him decide again on what stands now."""
        self.data = self.data.copy()
        self.data["version"], self.data["content_version"] = str(report.version), str(report.content_version)

    @property
    def details(self) -> dict[str, Any]:
        """The act's arguments; ``version`` and ``content_version`` among them."""
        return dict(self.cleaned_data)


class CommentForm(ActForm):
    comment = Words(label=_("Note"), rows=2, help_text="可以不写")


class ReasonForm(ActForm):
    comment = Words(label=_("Reason"), rows=3)


class SignatureForm(ActForm):
    """登记签发, from the signed sheet."""

    issuer = forms.ChoiceField(label=_("Issuer"))
    name = forms.CharField(label=_("Name of the signer"), max_length=60)
    post = forms.CharField(label=_("Post"), max_length=60)
    signed_on = forms.DateField(label=_("Signed on"), **DATE)
    opinion = forms.CharField(label=_("Opinion"), max_length=200, required=False)

    def __init__(self, *args: Any, report: Report, **kwargs: Any) -> None:
        super().__init__(*args, report=report, **kwargs)
        self.fields["issuer"].choices = [(one, one) for one in self._waiting(report)]

    def initial_of(self, report: Report) -> dict[str, Any]:
        naming = report.township.naming(clock.today())
        waiting = self._waiting(report)
        party = bool(waiting) and waiting[0] == naming.party_name
        post = naming.party_head_title if party else naming.government_head_title
        return {"post": post, "signed_on": clock.today(), "opinion": "同意"}

    @staticmethod
    def _waiting(report: Report) -> list[str]:
        signed = set(report.signatures.filter(round=report.signing_round).values_list("issuer", flat=True))
        return [one for one in report.issuer_list if one not in signed]


class NumberForm(ActForm):
    document_number = forms.CharField(
        label=_("Document number"),
        max_length=80,
        help_text="如：新乡府文〔2023〕3号。方括号会自动改成六角括号。",
    )
    dated_on = forms.DateField(label=_("Date of the document"), help_text="即最后签发的日期。", **DATE)

    def initial_of(self, report: Report) -> dict[str, Any]:
        last = report.signatures.filter(round=report.signing_round).order_by("-signed_on").first()
        return {"document_number": report.document_number, "dated_on": last and last.signed_on}


class AmendForm(ActForm):
    """A slip of the pen after signing."""

    entry = forms.ChoiceField(label=_("Row"))
    field = forms.ChoiceField(
        label=_("Where in the row"), choices=[("body", "正文"), ("heading", "标题"), ("cause", "原因")]
    )
    text = Words(
        label=_("The whole corrected text"),
        rows=8,
        help_text="请直接在原文上改正，其余文字照旧。改动数字或超过20字的，须撤销签发后重新送签。",
    )

    def __init__(self, *args: Any, report: Report, chosen: str = "", **kwargs: Any) -> None:
        self.rows = {place.item.id: place for place in places(report.content()) if place.item}
        self.chosen = self.rows.get(chosen)
        super().__init__(*args, report=report, **kwargs)
        self.choices_of_rows = [(key, row_name(place)) for key, place in self.rows.items()]
        self.fields["entry"].choices = self.choices_of_rows

    def initial_of(self, report: Report) -> dict[str, Any]:
        """The row a person came from, with its text to be put right in place."""
        item = self.chosen and self.chosen.item
        if not item:
            return {}
        if not item.paragraphs:
            return {"entry": item.id, "field": "heading", "text": item.heading}
        return {"entry": item.id, "field": "body", "text": write_body(item.paragraphs)}


class SecrecyForm(ActForm):
    """公开审查（含保密审查）."""

    conclusion = forms.ChoiceField(
        label=_("Conclusion"), choices=ReviewConclusion.choices(), widget=forms.RadioSelect, initial="public"
    )
    omitted = forms.MultipleChoiceField(
        label=_("Rows left out"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="只在“区分处理后公开”时选。",
    )
    note = Words(label=_("Remarks of the review"), rows=3, help_text="区分处理或不予公开的，须写明理由。")

    def __init__(self, *args: Any, report: Report, **kwargs: Any) -> None:
        super().__init__(*args, report=report, **kwargs)
        frozen = report.latest_submission()
        self.fields["omitted"].choices = [
            (place.item.id, row_name(place))
            for place in (places(frozen.content) if frozen else ())
            if place.item
        ]

    @property
    def details(self) -> dict[str, Any]:
        found = dict(self.cleaned_data)
        return found | {
            "conclusion": ReviewConclusion(found["conclusion"]),
            "omitted": tuple(found["omitted"]),
        }


class PublishForm(ActForm):
    channel = forms.ChoiceField(
        label=_("Where"), choices=_HERE_OR_PORTAL, widget=forms.RadioSelect, initial=Channel.SITE.value
    )
    portal_url = forms.CharField(
        label=_("Address on the portal"),
        max_length=500,
        required=False,
        help_text="只在登记门户网站公开时填写。",
    )
    portal_shown_on = forms.DateField(label=_("Date shown on the portal"), required=False, **DATE)

    @property
    def details(self) -> dict[str, Any]:
        return dict(self.cleaned_data) | {"channel": Channel(self.cleaned_data["channel"])}


class CorrectForm(ActForm):
    comment = Words(
        label=_("Correction notice"),
        rows=3,
        help_text="写明更正了什么、为什么；不要重复必须撤下的内容。随新版公开。",
    )
    kind = forms.ChoiceField(
        label=_("Kind of correction"),
        choices=[
            ("ordinary", "一般更正"),
            ("privacy", "涉及个人信息"),
            ("secrecy", "涉及保密"),
            ("wording", "严重表述错误"),
        ],
        help_text="后三种情形，原文一律从本站撤下。",
    )
    take_down = forms.BooleanField(label=_("Take the earlier text down"), required=False)


class ReturnForm(ActForm):
    comment = Words(label=_("General opinion"), rows=3, help_text="已写批注的，可以不写。")
    due = forms.DateField(label=_("Resubmit by"), **DATE)

    @property
    def details(self) -> dict[str, Any]:
        """The day is meant to its end of office hours."""
        due = datetime.combine(self.cleaned_data["due"], time(17), clock.SHANGHAI)
        return dict(self.cleaned_data) | {"due": due}


#: The acts with more to say than yes. All others are one button.
FORMS: dict[Act, type[ActForm]] = {
    Act.FEEDBACK: CommentForm,
    Act.AGREE: CommentForm,
    Act.SEND_BACK: CommentForm,
    Act.REGISTER_SIGNATURE: SignatureForm,
    Act.NUMBER: NumberForm,
    Act.AMEND_WORDING: AmendForm,
    Act.UNLOCK: ReasonForm,
    Act.RECALL: CommentForm,
    Act.RETURN: ReturnForm,
    Act.FILE: CommentForm,
    Act.OPEN_CORRECTION: ReasonForm,
    Act.SECRECY_REVIEW: SecrecyForm,
    Act.PUBLISH: PublishForm,
    Act.CORRECT: CorrectForm,
    Act.WITHDRAW: ReasonForm,
    Act.WITHHOLD: ReasonForm,
}


def form_for(act: Act) -> type[ActForm]:
    return FORMS.get(act, ActForm)
