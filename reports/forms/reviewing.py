"""The reviewer's forms: a remark, and the queue's filter."""

from __future__ import annotations

from typing import Any

from crispy_forms.bootstrap import InlineRadios
from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from reports.forms.fields import Words, bare_helper
from reports.models import Remark
from reports.models.queue import Group


class RemarkForm(forms.Form):
    """A remark on a row, a part or the whole report (``place`` is empty)."""

    place = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)
    text = Words(label=_("Remark"), rows=3)
    required = forms.TypedChoiceField(
        label=_("Weight"),
        choices=[("1", "必改"), ("", "建议")],
        coerce=bool,
        empty_value=False,
        required=False,
        widget=forms.RadioSelect,
    )
    quote = Words(label=_("Words quoted"), rows=2, help_text="可以不写；写了的，须从这一处照抄。")
    proposed = Words(label=_("Proposed wording"), rows=2, help_text="可以不写；镇街可以一次采用。")

    def __init__(self, *args: Any, whole: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="remark_%s", **kwargs)
        if whole:
            del self.fields["quote"], self.fields["proposed"]
        self.helper = bare_helper()
        self.helper.layout = Layout(
            *(InlineRadios(name) if name == "required" else name for name in self.fields)
        )

    @staticmethod
    def initial_of(remark: Remark) -> dict[str, Any]:
        return {
            "place": str(remark.item or remark.part or ""),
            "text": remark.text,
            "required": "1" if remark.required else "",
            "quote": remark.quote,
            "proposed": remark.proposed,
        }


class QueueFilter(forms.Form):
    """Which lines of the queue to show; a plain GET form, so that the address says it."""

    q = forms.CharField(label=_("Township or contact"), required=False, max_length=40)
    at = forms.ChoiceField(
        label=_("Where it stands"),
        required=False,
        choices=[("", "全部"), *((one.value, one.label) for one in Group)],
    )

    @property
    def group(self) -> Group | None:
        chosen = self.cleaned_data.get("at") if self.is_valid() else ""
        return Group(chosen) if chosen else None

    @property
    def words(self) -> str:
        return str(self.cleaned_data.get("q", "")) if self.is_valid() else ""
