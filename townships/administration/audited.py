"""What every page of the administration keeps to: its own districts only, and a row in the audit for each change."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import ForeignKey, Q, QuerySet
from django.forms import ModelChoiceField
from django.http import Http404, HttpRequest, HttpResponse

from townships import audit
from townships.models import District, Role, Township, User

#: Never written to the audit, not even as "changed from … to …".
SECRET = frozenset({"password", "password1", "password2"})


def districts_of(request: HttpRequest) -> list[District]:
    """The districts this person administers."""
    return request.user.districts(Role.ADMINISTRATOR)


class ScopedChoices:
    """Offers, in every choice of a district, township or person, those of the administrator's districts."""

    def formfield_for_foreignkey(self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any) -> Any:
        mine = districts_of(request)
        offered = {
            District: District.objects.filter(pk__in=[one.pk for one in mine]),
            Township: Township.objects.filter(district__in=mine),
            User: User.objects.filter(district__in=mine),
        }
        if db_field.related_model in offered:
            kwargs.setdefault("queryset", offered[db_field.related_model])
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class AuditedAdmin(ScopedChoices, admin.ModelAdmin):
    """Rows of other districts answer 404. Every addition, change and deletion is a row of the district's chain,
    the last statement of the transaction Django's admin opens (``townships.audit``)."""

    def scope(self, districts: list[District]) -> Q:
        """Which rows belong to these districts."""
        return Q(district__in=districts)

    def district(self, obj: Any) -> District | None:
        """Whose chain tells of this row."""
        return obj.district

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).filter(self.scope(districts_of(request)))

    def _get_obj_does_not_exist_redirect(
        self, request: HttpRequest, opts: Any, object_id: str
    ) -> HttpResponse:
        """The one 404 for foreign, missing and deleted rows (Django would lead to the index and repeat the id)."""
        raise Http404

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> list[Any]:
        """Also remembers the values for the audit: Django's own message names the fields, not what stood in them."""
        request.audited = changes(form, formsets or ())
        return super().construct_change_message(request, form, formsets, add)

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        entry = super().log_addition(request, obj, message)
        self._record(request, obj, "added")
        return entry

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        entry = super().log_change(request, obj, message)
        self._record(request, obj, "changed")
        return entry

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        district, subject, words = self.district(obj), self._subject(obj), str(obj)
        super().delete_model(request, obj)
        action = f"{obj._meta.model_name}.deleted"
        audit.append(
            district=district, action=action, actor=request.user, subject=subject, detail={"object": words}
        )

    def _record(self, request: HttpRequest, obj: Any, what: str) -> None:
        audit.append(
            district=self.district(obj),
            action=f"{obj._meta.model_name}.{what}",
            actor=request.user,
            subject=self._subject(obj),
            detail={"object": str(obj), **getattr(request, "audited", {})},
        )

    @staticmethod
    def _subject(obj: Any) -> str:
        name = obj.username if isinstance(obj, User) else obj.pk
        return f"{obj._meta.model_name}:{name}"


def changes(form: Any, formsets: Any) -> dict[str, Any]:
    """What a form changed, as words: {field: [before, after]}, and the rows of its inlines."""
    fields = {
        name: "…" if name in SECRET else [_before(form, name), _words(form.cleaned_data.get(name))]
        for name in form.changed_data
    }
    found: dict[str, Any] = {"fields": fields} if fields else {}
    for formset in formsets:
        name = formset.model._meta.model_name
        rows = {
            "added": [str(one) for one in formset.new_objects],
            "changed": {str(one): _of_row(formset, one) for one, _names in formset.changed_objects},
            "deleted": [str(one) for one in formset.deleted_objects],
        }
        rows = {what: those for what, those in rows.items() if those}
        if rows:
            found[name] = rows
    return found


def _of_row(formset: Any, obj: models.Model) -> dict[str, list[str]]:
    form = next(one for one in formset.forms if one.instance is obj)
    return {name: [_before(form, name), _words(form.cleaned_data.get(name))] for name in form.changed_data}


def _before(form: forms.BaseForm, name: str) -> str:
    field, value = form.fields[name], form.get_initial_for_field(form.fields[name], name)
    if isinstance(field, ModelChoiceField) and value:
        return _words(field.queryset.filter(pk=value).first() or value)
    return _words(value)


def _words(value: Any) -> str:
    return "" if value is None else str(value)
