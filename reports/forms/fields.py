"""Fields that say in Chinese what is wrong with pasted text, and keep it."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError

NUL = "文字里夹有不能保存的空字符（多半是复制时带进来的），没有保存。请删去后再保存。"


class Words(forms.CharField):
    """Running text, as typed. How long it may be is ``saving``'s business, which says so in a sentence."""

    def __init__(self, *, rows: int = 0, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        if rows:
            kwargs["widget"] = forms.Textarea(attrs={"rows": rows})
        super().__init__(strip=False, **kwargs)

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        if "\0" in text:
            raise ValidationError(NUL)
        return text.replace("\r\n", "\n")


def bare_helper() -> FormHelper:
    """Crispy fields without a form tag of their own: several forms stand in one."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    return helper
