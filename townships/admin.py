"""Districts, townships, people and posts in the administration. The audit can be read here, never written."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse

from townships import second_factor
from townships.administration.audited import AuditedAdmin, ScopedChoices, districts_of
from townships.administration.forms import NewUserForm, PostFormSet, ResetPasswordForm, UserForm
from townships.models import (
    AuditChain,
    AuditEvent,
    District,
    Post,
    Succession,
    Township,
    TownshipCode,
    TownshipNaming,
    User,
)
from townships.unlocking import unlock

#: Posts take the place of Django's groups; a page that is forbidden to everybody need not be there.
admin.site.unregister(Group)


@admin.register(District)
class DistrictAdmin(AuditedAdmin):
    """A district's names. A new district comes from the divisions table (``townships.divisions``)."""

    list_display = ("name", "code", "office_name", "committee")
    fields = ("code", "name", "full_name", "office_name", "committee")
    readonly_fields = ("code",)

    def scope(self, districts: list[District]) -> Q:
        return Q(pk__in=[one.pk for one in districts])

    def district(self, obj: District) -> District:
        return obj


class NamingInline(admin.StackedInline):
    """At least one: without it no report could say whose it is."""

    model = TownshipNaming
    extra = 0
    min_num = 1

    def get_formset(self, request: HttpRequest, obj: Township | None = None, **kwargs: Any) -> Any:
        return super().get_formset(request, obj, **{**kwargs, "validate_min": True})


class CodeInline(admin.TabularInline):
    model = TownshipCode
    extra = 0


@admin.register(Township)
class TownshipAdmin(AuditedAdmin):
    """A township with its names and codes through the years. Its public key is given once and for all."""

    list_display = ("name", "kind", "key", "position", "contact_name", "contact_phone")
    list_filter = ("kind",)
    search_fields = ("name", "key", "sort_key", "codes__code")
    inlines = (NamingInline, CodeInline)

    def get_readonly_fields(self, request: HttpRequest, obj: Township | None = None) -> tuple[str, ...]:
        return ("key", "district") if obj else ()


@admin.register(Succession)
class SuccessionAdmin(AuditedAdmin):
    """What became of a township."""

    list_display = ("predecessor", "kind", "successor", "on")
    list_select_related = ("predecessor", "successor")

    def scope(self, districts: list[District]) -> Q:
        return Q(predecessor__district__in=districts)

    def district(self, obj: Succession) -> District:
        return obj.predecessor.district


class PostInline(ScopedChoices, admin.StackedInline):
    """The posts of a person, as far as they are this administrator's to give."""

    model = Post
    formset = PostFormSet
    extra = 1

    def get_queryset(self, request: HttpRequest) -> QuerySet[Post]:
        return super().get_queryset(request).filter(in_posts(districts_of(request)))


@admin.register(User)
class UserAdmin(AuditedAdmin, DjangoUserAdmin):
    """People: added with a first password that they change, left by switching the account off, never deleted."""

    form = UserForm
    add_form = NewUserForm
    change_password_form = ResetPasswordForm
    list_display = ("username", "name", "posts_held", "phone", "is_active", "must_change_password")
    list_filter = ("is_active", "must_change_password", "posts__role")
    search_fields = ("username", "name", "phone")
    ordering = ("username",)
    filter_horizontal = ()
    readonly_fields = ("username", "last_login", "second_factor_since")
    fieldsets = (
        (None, {"fields": ("username", "password", "name", "phone", "district")}),
        (None, {"fields": ("is_active", "must_change_password", "last_login", "second_factor_since")}),
    )
    add_fieldsets = ((None, {"fields": ("username", "name", "phone", "district", "password1", "password2")}),)
    inlines = (PostInline,)
    actions = ("end_lockout", "reset_second_factor")

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("posts__township", "posts__district")

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        """The name in the audit stays the name: it is chosen once."""
        return self.readonly_fields if obj else ()

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"district": districts_of(request)[0].pk}

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        """Setting somebody's password and the row that tells of it stand or fall together."""
        with transaction.atomic():
            return super().user_change_password(request, id, form_url)

    @admin.display(description="岗位")
    def posts_held(self, obj: User) -> str:
        return "、".join(str(post) for post in obj.posts.all())

    @admin.action(description="解除登录限制", permissions=["change"])
    def end_lockout(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        for person in chosen:
            unlock(person, by=request.user)
        names = "、".join(str(person) for person in chosen)
        self.message_user(request, f"已解除登录限制：{names}。", messages.SUCCESS)

    @admin.action(description="重设动态验证码（手机丢失）", permissions=["change"])
    def reset_second_factor(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        """For others only: an administrator's desk left open must not be enough to take it from that account."""
        for person in chosen:
            if person == request.user:
                words = "自己的动态验证码不能在这里重设，请另一位系统管理员办理，或者在服务器上用命令重设。"
                self.message_user(request, words, messages.ERROR)
            elif second_factor.reset(person, by=request.user):
                words = (
                    f"{person}的动态验证码已经取消，其登录也已全部退出。请当面或者按单位电话告诉本人："
                    "下次登录只需密码，登录后请马上在“登录保护”里重新启用。"
                )
                self.message_user(request, words, messages.SUCCESS)
            else:
                self.message_user(request, f"{person}没有启用动态验证码，无须重设。", messages.WARNING)


@admin.register(Post)
class PostAdmin(AuditedAdmin):
    """Who holds which post, where, since when and until when."""

    list_display = ("user", "role", "township", "district", "since", "until")
    list_select_related = ("user", "township", "district")
    list_filter = ("role",)
    search_fields = ("user__username", "user__name", "township__name")

    def scope(self, districts: list[District]) -> Q:
        return in_posts(districts)

    def district(self, obj: Post) -> District:
        return obj.district or obj.township.district


@admin.register(AuditEvent)
class AuditEventAdmin(AuditedAdmin):
    """Read only, whoever asks (``ADMINISTERED``)."""

    list_display = ("sequence", "at", "actor_name", "action", "subject")
    list_filter = ("action",)
    ordering = ("-sequence",)

    def scope(self, districts: list[District]) -> Q:
        return Q(chain__district__in=districts)


@admin.register(AuditChain)
class AuditChainAdmin(AuditedAdmin):
    """Read only, whoever asks (``ADMINISTERED``)."""

    list_display = ("__str__", "last_sequence", "last_hash")
    list_select_related = ("district",)


def in_posts(districts: list[District]) -> Q:
    """Posts of these districts and of their townships."""
    return Q(district__in=districts) | Q(township__district__in=districts)
