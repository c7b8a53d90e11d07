"""Who may ask what: the one table of every address, and how it is read.

A new address is one row here; without it ``test_every_address_has_a_row`` fails. Rendered for auditors by
``script/access.py`` into docs/reference/access.md.

A rule is "whom status, whom status": the first that names a person counts. ``login`` is the redirect to the sign-in
page and back. Whoever is not named: strangers and disabled accounts get ``login``, everybody else 404.
HEAD answers as GET does, without a body. A method the row does not give is 405, or ``login`` for nobody.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

#: The columns, and how the reference calls them.
WHO = {
    "nobody": "未登录",
    "disabled": "账号停用",
    "drafter": "承办人",
    "checker": "核稿人",
    "signer": "签发人",
    "publisher": "信息公开员",
    "contributor": "供稿人",
    "neighbour": "外镇承办人",
    "reviewer": "区审核人",
    "manager": "区管理员",
    "auditor": "审计员",
    "administrator": "系统管理员",
    "stranger": "外区审核人",
    "far_administrator": "外区系统管理员",
}
PASTED = "新乡镇2022年法治政府建设情况报告\n一、主要举措和成效\n（一）强化学习。全年组织学习12次。\n"
GROUPS = {
    "nobody": {"nobody", "disabled"},
    "writers": {"drafter", "checker"},
    "readers": {"signer", "publisher"},
    "township": {"drafter", "checker", "signer", "publisher"},
    "of-townships": {"drafter", "checker", "signer", "publisher", "contributor", "neighbour"},
    "district": {"reviewer", "manager"},
    "administrators": {"administrator", "far_administrator"},
    "signed-in": set(WHO) - {"nobody", "disabled"},
    "everybody": set(WHO),
}
ALL = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
#: The states a report's address is asked in; elsewhere one is enough.
STATES = ("draft", "submitted", "published")
Rule = str | dict[str, str]


@dataclass(frozen=True)
class Row:
    """``address``: the resolver's pattern, from the first slash. ``get``, ``post``: a rule, or one for each state
    (the rest under ""); "" is a method that is not taken. ``body``: what is posted, from the ids and the report."""

    address: str
    get: Rule = ""
    post: Rule = ""
    at: tuple[str, ...] = ()
    body: Callable[[dict[str, Any], Any], dict[str, Any]] = field(default=lambda ids, report: {})
    #: Signed out, it answers a method it does not take with 405: no person is asked for before.
    open: bool = False
    ids: dict[str, Any] = field(default_factory=dict)

    @property
    def states(self) -> tuple[str, ...]:
        return self.at or (STATES if "report_id" in self.address or "<yyyy" in self.address else ("draft",))

    def rule(self, method: str, state: str) -> str:
        rule = {"GET": self.get, "HEAD": self.get, "POST": self.post}.get(method, "")
        return rule if isinstance(rule, str) else rule.get(state, rule.get("", ""))

    def expected(self, method: str, who: str, state: str) -> str:
        """ "login" or a status."""
        rule = self.rule(method, state)
        if not rule:
            return "login" if who in GROUPS["nobody"] and not self.open else "405"
        for one in rule.split(","):
            whom, _space, answer = one.strip().rpartition(" ")
            if any(who in GROUPS.get(name, {name}) for name in whom.split("+")):
                return answer
        return "login" if who in GROUPS["nobody"] else "404"


def public(address: str, rule: Rule) -> Row:
    return Row(address, get=rule, open=True)


def administered(
    model: str, *, add: str = "200", change: str = "200", delete: str = "200", shared: bool = False
) -> list[Row]:
    """The pages of one model in the administration; ``shared``: no district's own."""
    base = f"/setup/admin/{model.replace('.', '/')}/"

    def own(status: str) -> str:
        """The object is of the first administrator's district; what is forbidden is so before it is looked for."""
        whom = "administrators" if shared or status == "403" else "administrator"
        return f"{whom} {status}"

    one, ids = f"{base}<path:object_id>/", {"object_id": model.rpartition(".")[2]}
    return [
        Row(base, get="administrators 200", post="administrators 200"),
        Row(f"{base}add/", get=f"administrators {add}", post=f"administrators {add}"),
        Row(f"{one}history/", get=own("200"), post=own("200"), ids=ids),
        Row(f"{one}delete/", get=own(delete), post=own(delete), ids=ids),
        Row(f"{one}change/", get=own("200"), post=own(change), ids=ids),
        Row(one, get="administrators 302", post="administrators 302", ids=ids),
    ]


# ------------------------------------------------------------------------- what is posted


def seen(ids: dict[str, Any], report: Any) -> dict[str, Any]:
    """What the form of an act carries."""
    return {"version": report.version, "content_version": report.content_version}


def header(ids: dict[str, Any], report: Any) -> dict[str, Any]:
    return {"revision": report.header_revision, "title": "改过的标题", "addressee": "区委、区政府"}


def row(ids: dict[str, Any], report: Any) -> dict[str, Any]:
    return {"revision": report.parts.get(pk=ids["part_id"]).entries.get().revision, "heading": "改过的小标题"}


def part(ids: dict[str, Any], report: Any) -> dict[str, Any]:
    named = {f"{ids['entry_id']}-{name}": value for name, value in row(ids, report).items()}
    return {"row": str(ids["entry_id"]), **named}


def words(ids: dict[str, Any], report: Any) -> dict[str, Any]:
    return {"text": "说一句话。", "place": "", "rule": "x"}


def pasted(ids: dict[str, Any], report: Any) -> dict[str, Any]:
    return {"text": PASTED * 9}


def taken_over(ids: dict[str, Any], report: Any) -> dict[str, Any]:
    return {"header": "on"}


def all_changes(ids: dict[str, Any], report: Any) -> dict[str, Any]:
    return {"do": "all"}


# ------------------------------------------------------------------------- the table

READ = "township 200"
KEPT = "nobody 401"  # whoever was signed out while typing gets his words back
WRITE = {"draft": f"{KEPT}, writers 302, readers 403", "": f"{KEPT}, writers 423, readers 403"}
REMARKED, ANSWERED = ("submitted", "returned"), ("returned", "submitted")
ROWS = [
    # ------------------------------------------------------------------ the door, one's own account
    Row("/login/", get="everybody 200", post="everybody 422", open=True),
    Row(
        "/login/code/", get="everybody 302", post="everybody 302", open=True
    ),  # nobody's password was right just now
    Row("/logout/", post="signed-in 302"),
    Row("/session/", get="signed-in 200, nobody 401", open=True),
    Row("/session/extend/", post="signed-in 200, nobody 401", open=True),
    Row("/password/", get="signed-in 200", post="signed-in 422"),
    Row(
        "/second-factor/", get="signed-in 200", post="signed-in 200"
    ),  # a step the page does not know: the page
    Row("/desk/", get="signed-in 302"),
    Row("/setup/", get="manager+administrators 200"),
    Row("/setup/audit/", get="auditor 200"),
    Row("/setup/years/open/", get="manager+administrators 200", post="manager+administrators 422"),
    Row("/setup/components/", get="everybody 404", open=True),
    # ------------------------------------------------------------------ the township's
    Row("/fill/", get="signed-in 200"),
    Row("/fill/<uuid:report_id>/", get=READ),
    Row("/fill/<uuid:report_id>/header/", get=READ, post=WRITE, body=header),
    Row("/fill/<uuid:report_id>/parts/<uuid:part_id>/", get=READ, post=WRITE, body=part),
    Row(
        "/fill/<uuid:report_id>/rows/<uuid:entry_id>/",
        post={
            "draft": "nobody 401, writers 200, readers 403",
            "": "nobody 401, writers 423, readers 403",
        },
        body=row,
        open=True,
    ),
    Row("/fill/<uuid:report_id>/import/", get=READ, post=WRITE, body=pasted),
    Row("/fill/<uuid:report_id>/import/<uuid:proposal_id>/", get=READ, post=WRITE, body=taken_over),
    Row("/fill/<uuid:report_id>/comment-copy/", post=WRITE | {"draft": f"{KEPT}, writers 200, readers 403"}),
    Row(
        "/fill/<uuid:report_id>/returned/",
        get=READ,
        post=WRITE | {"draft": f"{KEPT}, writers 422, readers 403"},
    ),
    Row("/fill/<uuid:report_id>/returned/<uuid:returned_id>/", get=READ, post=WRITE, body=all_changes),
    Row("/fill/<uuid:report_id>/explain/", post=KEPT, body=words),  # 404: no such finding
    Row(
        "/fill/<uuid:report_id>/remarks/<uuid:remark_id>/answer/",
        post={"returned": WRITE["draft"], "": WRITE[""]},
        body=words,
        at=ANSWERED,
    ),
    Row(
        "/fill/<uuid:report_id>/remarks/<uuid:remark_id>/adopt/",
        post={"returned": f"{KEPT}, writers 409, readers 403", "": WRITE[""]},
        at=ANSWERED,
    ),
    Row("/fill/<uuid:report_id>/preview/", get=READ),
    Row("/fill/<uuid:report_id>/signing-sheet/", get=READ),
    Row("/fill/<uuid:report_id>/report.docx", post=READ),
    Row("/fill/<uuid:report_id>/receipts/<int:number>/", get={"draft": "nobody login", "": READ}),
    Row("/fill/<uuid:report_id>/history/", get=READ),
    Row(  # 报送; all acts by everybody: tests/reports/workflow/test_matrix.py
        "/fill/<uuid:report_id>/<slug:slug>/",
        get="writers 200, readers 403",
        post=f"{KEPT}, writers 409, readers 403",
        body=seen,
    ),
    # ------------------------------------------------------------------ the district's
    Row("/review/", get="district+stranger 200"),
    Row("/review/<uuid:report_id>/", get="district 200"),
    Row(
        "/review/<uuid:report_id>/submissions/<int:number>/",
        get={"draft": "nobody login", "": "district 200"},
    ),
    Row(
        "/review/<uuid:report_id>/submissions/<int:number>/report.docx",
        post={"draft": "nobody login", "": "district 200"},
    ),
    Row(
        "/review/<uuid:report_id>/remarks/",
        post={"submitted": f"{KEPT}, reviewer 302, manager 403", "": f"{KEPT}, reviewer 409, manager 403"},
        body=words,
    ),
    Row(
        "/review/<uuid:report_id>/remarks/<uuid:remark_id>/",
        post={"submitted": f"{KEPT}, reviewer 302, manager 403", "": f"{KEPT}, reviewer 409, manager 403"},
        body=words,
        at=REMARKED,
    ),
    Row(
        "/review/<uuid:report_id>/remarks/<uuid:remark_id>/discard/",
        post={"submitted": f"{KEPT}, reviewer 302, manager 403", "": f"{KEPT}, reviewer 409, manager 403"},
        at=REMARKED,
    ),
    Row(
        "/review/<uuid:report_id>/remarks/<uuid:remark_id>/settle/",
        post={"submitted": f"{KEPT}, reviewer 409, manager 403", "": f"{KEPT}, reviewer 302, manager 403"},
        at=REMARKED,
    ),
    Row(  # 审核通过并备案
        "/review/<uuid:report_id>/<slug:slug>/",
        get="district 200",
        post={"submitted": f"{KEPT}, reviewer 302, manager 403", "": f"{KEPT}, reviewer 409, manager 403"},
        body=seen,
        ids={"slug": "file"},
    ),
    # ------------------------------------------------------------------ the public's
    public("/", "everybody 200"),
    public("/townships/<slug:key>/", "everybody 200"),
    public("/<yyyy:year>/", "everybody 200"),
    public("/<yyyy:year>/<slug:key>/", "everybody 200"),
    public("/<yyyy:year>/<slug:key>/large/", "everybody 200"),
    public("/<yyyy:year>/<slug:key>/report.json", "everybody 200"),
    public(
        "/<yyyy:year>/<slug:key>/versions/<int:number>/", {"published": "everybody 200", "": "everybody 404"}
    ),
    # ------------------------------------------------------------------ the machine's
    public("/healthz", "everybody 200"),
    public("/readyz", "everybody 200"),
    # ------------------------------------------------------------------ the administration
    Row("/setup/admin/", get="administrators 200", post="administrators 200"),
    Row("/setup/admin/login/", get="nobody login", open=True),
    Row("/setup/admin/logout/", get="administrators 405", post="administrators 302"),
    Row("/setup/admin/password_change/", get="administrators 302", post="administrators 302"),
    Row("/setup/admin/password_change/done/", get="administrators 200", post="administrators 405"),
    Row("/setup/admin/autocomplete/", get="administrators 403", post="administrators 405"),
    Row("/setup/admin/jsi18n/", get="administrators 200", post="administrators 405"),
    Row(
        "/setup/admin/r/<path:content_type_id>/<path:object_id>/",
        get="nobody login",
        post="nobody login",
        ids={"content_type_id": "1", "object_id": "user"},
    ),
    Row(
        "/setup/admin/^(?P<app_label>townships|reports)/$",
        get="administrators 200",
        post="administrators 200",
    ),
    Row("/setup/admin/(?P<url>.*)$", get="nobody login", post="nobody login"),
    *administered("townships.district", add="403", delete="403"),
    *administered("townships.township", delete="403"),
    *administered("townships.succession"),
    *administered("townships.user", delete="403"),
    Row(
        "/setup/admin/townships/user/<id>/password/",
        get="administrator 200",
        post="administrator 200",
        ids={"id": "user"},
    ),
    *administered("townships.post"),
    *administered("townships.auditevent", add="403", change="403", delete="403"),
    *administered("townships.auditchain", add="403", change="403", delete="403"),
    *administered("reports.reportingyear", add="302", delete="403"),
    *administered("reports.indicator", delete="403", shared=True),
]
