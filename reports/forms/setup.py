"""Opening a year."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from reports.enums import ReviewPolicy
from reports.forms.fields import bare_helper
from reports.models.year import SHANGHAI
from reports.opening import default_dates
from townships.models import District

MOMENT = {
    "required": False,
    "widget": forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
}


class OpenYearForm(forms.Form):
    """年度、审核方式和期限. Dates left empty are the usual ones."""

    district = forms.ModelChoiceField(District.objects.none(), label=_("District"), empty_label=None)
    year = forms.IntegerField(label=_("Reporting year"), min_value=2000, max_value=2099)
    review_policy = forms.ChoiceField(
        label=_("When the district reviews"), choices=ReviewPolicy.choices(), widget=forms.RadioSelect
    )
    joint_issue = forms.BooleanField(
        label=_("Issued jointly by party committee and government"), required=False
    )
    preview_due = forms.DateTimeField(label=_("Preview due"), **MOMENT)
    submit_due = forms.DateTimeField(label=_("Filing due"), help_text="法定期限为次年3月1日前。", **MOMENT)
    publish_due = forms.DateTimeField(
        label=_("Publication due"), help_text="法定期限为次年4月1日前。", **MOMENT
    )

    def __init__(self, *args: Any, districts: list[District], year: int, **kwargs: Any) -> None:
        dates = {name: at.astimezone(SHANGHAI) for name, at in default_dates(year).items()}
        initial = {
            "year": year,
            "district": districts[0],
            "review_policy": ReviewPolicy.BEFORE.value,
            **dates,
        }
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["district"].queryset = District.objects.filter(pk__in=[one.pk for one in districts])
        self.helper = bare_helper()

    def clean(self) -> dict[str, Any]:
        """The dates in their order, and inside the statutory walls (domain.md 1.1)."""
        found: dict[str, Any] = super().clean()
        if self.errors:
            return found
        dates = {name: found[name] or usual for name, usual in default_dates(found["year"]).items()}
        if not dates["preview_due"] <= dates["submit_due"] <= dates["publish_due"]:
            raise ValidationError("期限的先后应为：预审、报送、公开。")
        for name, words, month in (("submit_due", "报送", 3), ("publish_due", "公开", 4)):
            if dates[name] >= datetime(found["year"] + 1, month, 1, tzinfo=SHANGHAI):
                self.add_error(name, f"{words}期限应在次年{month}月1日以前，这是法定期限。")
        return found | dates

    @property
    def settings(self) -> dict[str, Any]:
        """The fields of ``ReportingYear`` that ``opening.open_year`` takes."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("district", "year")}
