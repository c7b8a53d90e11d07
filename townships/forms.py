"""Signing in and changing one's password."""

from __future__ import annotations

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from townships.models import User


class SignInForm(AuthenticationForm):
    """Name and password; one sentence for every kind of mistake, so that nobody learns which names exist."""

    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        widget=forms.TextInput(
            attrs={"autofocus": True, "autocomplete": "username", "class": "form-control"}
        ),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "class": "form-control"}),
    )
    error_messages = {
        "invalid_login": "用户名或密码不对，没有登录。请核对后再试；连续输错5次，要等15分钟。",
        "inactive": "用户名或密码不对，没有登录。",
    }

    def clean_username(self) -> str:
        """One name, however it is typed: axes counts what it is given, and Capitals would buy five more tries."""
        folded = User.fold(self.cleaned_data["username"])
        if len(folded) > 150:  # one ligature may fold into eighteen letters, more than axes has room for
            raise self.get_invalid_login_error()
        return folded


class OwnPasswordForm(PasswordChangeForm):
    """The old password once, the new one twice."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-control"
            field.validators.append(MaxLengthValidator(256))

    def clean_new_password1(self) -> str:
        """Whoever was given a password sets one that only he knows."""
        if self.user.check_password(self.cleaned_data["new_password1"]):
            raise ValidationError("新密码与原密码相同，没有修改。请另设一个。")
        return self.cleaned_data["new_password1"]
