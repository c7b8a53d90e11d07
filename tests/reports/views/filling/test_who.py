"""Who may open which page: anonymous, the other township, the district, each post of one's own."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from reports.models import Report
from tests.factories import World
from tests.reports.views.filling.conftest import address, part_of, text_of

PAGES = ("", "header/", "import/", "preview/", "signing-sheet/", "history/", "submit/", "amend-wording/")


def pages(report: Report) -> list[str]:
    return [
        *(address(report, page) for page in PAGES),
        address(report, f"parts/{part_of(report, 'plan').pk}/"),
    ]


def test_an_anonymous_visitor_is_sent_to_sign_in_and_back(draft: Report) -> None:
    for page in ["/fill/", *pages(draft)]:
        response = Client().get(page)
        assert response.status_code == 302, page
        assert response["Location"] == f"/login/?next={page}"


@pytest.mark.parametrize("role", ["drafter", "checker", "signer", "publisher"])
def test_every_post_of_the_township_opens_every_page(draft: Report, as_: Any, role: str) -> None:
    for page in ["/fill/", *pages(draft)]:
        assert as_(role).get(page).status_code in (200, 403), page
    assert as_(role).get(address(draft)).status_code == 200


@pytest.mark.parametrize(
    ("role", "stranger"),
    [
        ("drafter", True),
        ("publisher", True),
        ("reviewer", False),
        ("manager", False),
        ("auditor", False),
        ("administrator", False),
        ("reviewer", True),
    ],
)
def test_the_draft_is_not_there_for_anybody_else(draft: Report, as_: Any, role: str, stranger: bool) -> None:
    missing = as_(role, stranger=stranger).get(f"/fill/{uuid4()}/")
    for page in pages(draft):
        response = as_(role, stranger=stranger).get(page)
        assert response.status_code == 404, page
        assert text_of(response) == text_of(missing)


@pytest.mark.parametrize("role", ["drafter", "reviewer"])
def test_nobody_else_saves_either(draft: Report, as_: Any, role: str) -> None:
    browser = as_(role, stranger=True)
    row = part_of(draft, "measures").entries.get()
    tried = {
        f"rows/{row.pk}/": {"revision": "1", "heading": "改"},
        f"parts/{row.part_id}/": {"row": str(row.pk), f"{row.pk}-revision": "1", f"{row.pk}-heading": "改"},
        "header/": {"revision": "0", "title": "改"},
        "import/": {"text": "改"},
        "submit/": {"version": "0", "content_version": "1"},
        "explain/": {"rule": "x", "place": "y", "text": "改"},
        f"remarks/{uuid4()}/answer/": {"text": "改"},
        f"remarks/{uuid4()}/adopt/": {},
    }
    for path, fields in tried.items():
        assert browser.post(address(draft, path), fields).status_code == 404, path
    row.refresh_from_db()
    assert row.heading == "强化工作"
    assert Report.objects.get(pk=draft.pk).content_version == draft.content_version


@pytest.mark.parametrize("role", ["signer", "publisher"])
def test_who_does_not_write_reads_the_part_and_is_told_why(draft: Report, as_: Any, role: str) -> None:
    part = part_of(draft, "measures")
    row = part.entries.get()
    page = text_of(as_(role).get(address(draft, f"parts/{part.pk}/")))
    assert 'data-error="not_a_writer"' in page
    assert "<fieldset disabled>" in page
    fields = {"row": str(row.pk), f"{row.pk}-revision": "1", f"{row.pk}-heading": "改了标题"}
    refused = as_(role).post(address(draft, f"parts/{part.pk}/"), fields)
    assert refused.status_code == 403
    assert "改了标题" in text_of(refused)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "preview/",
        "signing-sheet/",
        "history/",
        "explain/",
        "header/",
        "rows/{row}/",
        "submit/",
        "import/",
    ],
)
def test_a_wrong_method_is_405(draft: Report, as_: Any, path: str) -> None:
    row = part_of(draft, "measures").entries.get().pk
    assert as_("drafter").put(address(draft, path.format(row=row))).status_code == 405


def test_a_first_password_is_changed_before_anything_is_saved(draft: Report, world: World, as_: Any) -> None:
    drafter = world.people["drafter"]
    drafter.must_change_password = True
    drafter.save()
    assert as_("drafter").get(address(draft, "header/"))["Location"] == "/password/"
    response = as_("drafter").post(address(draft, "header/"), {"revision": "0", "title": "改过的标题"})
    assert response.status_code == 403
    assert 'data-error="first_things_first"' in text_of(response)
    assert "改过的标题" in text_of(response)  # what was typed comes back
    assert as_("drafter").post(address(draft, "submit/"), {"version": "1"})["Location"] == "/password/"
    row = part_of(draft, "measures").entries.get().pk
    assert as_("drafter").post(address(draft, f"rows/{row}/"), {"revision": "1"}).status_code == 401


# ------------------------------------------------------------------------- the list


def test_the_list_shows_where_each_year_stands_and_what_is_next(draft: Report, as_: Any) -> None:
    page = text_of(as_("drafter").get("/fill/"))
    assert address(draft) in page
    assert "起草中" in page
    assert "写完后送区预审" in page
    assert "还有34天" in page


def test_the_list_says_what_to_wait_for_when_no_year_is_open(world: World, as_: Any) -> None:
    Report.objects.all().delete()
    assert "还没有开放的报告年度" in text_of(as_("drafter").get("/fill/"))


def test_the_list_tells_a_reviewer_that_it_is_not_his(draft: Report, as_: Any) -> None:
    page = text_of(as_("reviewer").get("/fill/"))
    assert "这里是镇街填报的页面" in page
    assert address(draft) not in page


def test_the_list_asks_the_database_as_often_for_many_years(
    world: World, as_: Any, constant_queries: Any
) -> None:
    from reports import opening

    browser = as_("drafter")

    def grow() -> None:
        for year in (2018, 2019, 2020, 2021):
            opening.open_year(world.district, year)

    assert constant_queries(lambda: browser.get("/fill/"), grow) <= 8
