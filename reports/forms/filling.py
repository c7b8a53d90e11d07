"""The township's forms: header, parts and rows, imports, explanations, answers."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import HTML, Column, Layout, Row
from django import forms
from django.utils.translation import gettext_lazy as _

from reports.enums import PartKind
from reports.forms.fields import Words, bare_helper
from reports.models import Entry, Report, ReportPart

#: Characters on one line of a text field at the office's screen, and the lines after which a field scrolls.
WIDTH, TALLEST = 40, 20


def lines(text: str, least: int) -> int:
    """How tall a field must be to show its text whole, without a script."""
    needed = sum(1 + len(line) // WIDTH for line in text.split("\n"))
    return max(least, min(needed, TALLEST))


class HeaderForm(forms.Form):
    """标题和抬头."""

    title = Words(label=_("Title of the report"))
    issuers = Words(label=_("Issuers"), rows=2, help_text="联合行文的每行写一个，党委在前。")
    addressee = Words(label=_("Addressee"))
    cc = Words(label=_("Copy to"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = bare_helper()

    @staticmethod
    def initial_of(report: Report) -> dict[str, str]:
        return {name: getattr(report, name) for name in ("title", "issuers", "addressee", "cc")}


class PartForm(forms.Form):
    """A part's own title and the text before its first row."""

    title = Words(label=_("Title of the part"), help_text="序号（一、二、……）自动生成，不必写。")
    opening = Words(
        label=_("Opening text"), rows=3, help_text="可以不写；也可以整个部分都写在这里，每段一行。"
    )

    def __init__(self, *args: Any, part: ReportPart, **kwargs: Any) -> None:
        super().__init__(*args, prefix="part", **kwargs)
        self.helper = bare_helper()
        if part.kind == PartKind.LEAD:
            del self.fields["title"]

    @staticmethod
    def initial_of(part: ReportPart) -> dict[str, str]:
        return {"title": part.title or "", "opening": part.opening}


class EntryForm(forms.Form):
    """One row. Which fields it has follows from its kind; everything beyond heading and text is offered only."""

    heading = Words(label=_("Heading"))
    body = Words(label=_("Text"), rows=4)
    cause = Words(label=_("Cause"), rows=2, help_text="规定要求报告“存在的不足和原因”，一句话即可。")
    owner = Words(label=_("Owner"))
    due = Words(label=_("Due"))
    target = Words(label=_("Target"))
    duty_of = forms.ChoiceField(
        label=_("Whose duty"),
        required=False,
        error_messages={"invalid_choice": "没有这一种履职人，没有保存。请重新选择。"},
    )
    answers = forms.MultipleChoiceField(
        label=_("Answers these shortcomings"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "所选的不足已不在这份报告里，没有保存。请看过后再存。"},
    )

    OWN = {
        PartKind.SHORTCOMINGS: ("cause",),
        PartKind.PLAN: ("owner", "due", "target", "answers"),
        PartKind.DUTIES: ("duty_of",),
    }

    def __init__(
        self,
        *args: Any,
        kind: str,
        shortcomings: list[tuple[str, str]] | None = None,
        heads: list[tuple[str, str]] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        own = self.OWN.get(PartKind(kind), ())
        for name in ("cause", "owner", "due", "target", "duty_of", "answers"):
            if name not in own:
                del self.fields[name]
        if "answers" in self.fields:
            if shortcomings:
                self.fields["answers"].choices = shortcomings
            else:
                del self.fields["answers"]
        if "duty_of" in self.fields:
            self.fields["duty_of"].choices = [("", "（不注明）"), *(heads or [])]
        for name, least in (("body", 3), ("cause", 2)):
            if name in self.fields:
                self.fields[name].widget.attrs["rows"] = lines(self.initial.get(name, ""), least)
        self.helper = bare_helper()
        self.helper.layout = self._layout()

    def _layout(self) -> Layout:
        more = [name for name in ("owner", "due", "target") if name in self.fields]
        rest = [name for name in self.fields if name not in ("heading", "body", *more)]
        layout = ["duty_of"] if "duty_of" in rest else []
        layout += ["heading", "body", *(name for name in rest if name not in ("duty_of", "answers"))]
        if "answers" in rest:
            layout.append("answers")
        if more:
            columns = Row(*(Column(name, css_class="col-sm-4") for name in more))
            layout += [HTML(_fold(any(self.initial.get(name) for name in more))), columns, HTML("</details>")]
        return Layout(*layout)

    @staticmethod
    def initial_of(entry: Entry) -> dict[str, Any]:
        values: dict[str, Any] = dict(entry.values())
        if entry.kind == PartKind.PLAN:
            values["answers"] = [str(one.pk) for one in entry.answers.all()]
        return values


def _fold(is_open: bool) -> str:
    """What may be left out altogether is folded away, so that nobody believes it has to be filled in (减负)."""
    return f'<details class="entry__more"{" open" if is_open else ""}><summary>责任人、完成时限、目标（可以不写）</summary>'


class ReturnedForm(forms.Form):
    """A copy of ours that came back from the leaders."""

    file = forms.FileField(
        label=_("Returned Word file"),
        allow_empty_file=True,
        max_length=255,
        widget=forms.ClearableFileInput(attrs={"accept": ".docx"}),
        error_messages={"required": "请选一个文件。"},
        help_text=".docx，不超过20MB。修订和批注不必先接受或删除，带着传回来就行。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = bare_helper()


class UploadForm(forms.Form):
    """An existing report as a file, or its pasted text."""

    file = forms.FileField(
        label=_("Word or text file"),
        required=False,
        allow_empty_file=True,
        max_length=255,
        widget=forms.ClearableFileInput(attrs={"accept": ".docx,.txt"}),
        help_text="可以是 .docx 或 .txt，不超过20MB。老的 .doc 请先在 Word 或 WPS 里另存为 .docx。",
    )
    text = Words(label=_("Or paste the text"), rows=10)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = bare_helper()

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        if not self.errors and not found.get("file") and not found.get("text", "").strip():
            raise forms.ValidationError("请选一个文件，或者把报告全文粘贴进来。", code="nothing")
        return found
