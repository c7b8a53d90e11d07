"""Forms of the administration: a new person, a new password, and posts that go together."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import BaseUserCreationForm, ReadOnlyPasswordHashField, SetPasswordMixin
from django.core.exceptions import ValidationError
from django.forms import BaseInlineFormSet

from townships.models import Role, User


class NewUserForm(BaseUserCreationForm):
    """A person with the first password, to be handed over and changed at the first sign-in."""

    class Meta:
        model = User
        fields = ("username", "name", "phone", "district")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Without one, nobody would administer the account: not even whoever made it.
        self.fields["district"].required = True

    def clean_username(self) -> str:
        """Compared and kept as people see it: full-width letters and capitals make no second person."""
        return User.fold(self.cleaned_data["username"])


class UserForm(forms.ModelForm):
    """A person's particulars. The password is never shown, only set anew."""

    password = ReadOnlyPasswordHashField(label="密码")

    class Meta:
        model = User
        fields = ("name", "phone", "district", "is_active", "must_change_password")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["district"].required = True


class ResetPasswordForm(SetPasswordMixin, forms.Form):
    """A password set by the administrator is known to two people: it is changed at the next sign-in."""

    password1, password2 = SetPasswordMixin.create_password_fields()

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any] | None:
        self.validate_passwords()
        self.validate_password_for_user(self.user)
        # Django's view asks for it: here a password is set, never taken away.
        self.cleaned_data["set_usable_password"] = True
        return super().clean()

    def save(self) -> User:
        self.user.must_change_password = True
        return self.set_password_and_save(self.user)

    @property
    def changed_data(self) -> list[str]:
        return ["password"] if super().changed_data else []


class PostFormSet(BaseInlineFormSet):
    """Posts given on one page, and those already held: an administrator holds no other."""

    def clean(self) -> None:
        super().clean()
        kept = [form for form in self.forms if not self._should_delete_form(form)]
        shown = {form.instance.pk for form in self.forms if form.instance.pk}
        roles = {form.cleaned_data["role"] for form in kept if form.cleaned_data.get("role")}
        if self.instance.pk:
            roles |= set(self.instance.posts.exclude(pk__in=shown).values_list("role", flat=True))
        if Role.ADMINISTRATOR in roles and len(roles) > 1:
            raise ValidationError("系统管理员不能兼任其他岗位。")
