"""The block of metadata a government page carries, and its meta tags (国办发〔2017〕47号; domain.md 5.1)."""

from __future__ import annotations

from django.http import HttpRequest

from reports.exports.page import written_date
from reports.models import Publication, Report, public

THEME = "公安、安全、司法、法制"
GENRE = "报告"
COLUMN = "法治政府建设年度报告"


def issuer_of(found: Report, shown: Publication) -> str:
    """发布机构: as the frozen report names it."""
    return (
        "、".join(shown.content.issuers) or f"{found.reporting_year.district.full_name}{found.township.name}"
    )


def byline(found: Report, shown: Publication, made: list[Publication]) -> list[str]:
    """The line under the title: when it became public, whose it is, which version this is."""
    lines = [f"公开日期：{written_date(public.shown_on(made[0]))}", f"来源：{found.township.name}"]
    if shown.number > 1:
        lines.append(f"第{shown.number}版（{written_date(public.shown_on(shown))}更正）")
    return lines


def metadata(
    found: Report, shown: Publication, made: list[Publication], *, superseded: bool
) -> list[tuple[str, str]]:
    """Label and value, in the portal's order; what is not known is left out."""
    lines = (
        ("索引号", public.index_number(found, made[0])),
        ("发文字号", shown.content.document_number),
        ("主题分类", THEME),
        ("体裁分类", GENRE),
        ("发布机构", issuer_of(found, shown)),
        ("有效性", "已被更正" if superseded else "有效"),
        ("成文日期", written_date(shown.content.dated)),
        # of this version, or a corrected text would seem to be older than its own 成文日期
        ("发布日期", written_date(public.shown_on(shown))),
    )
    return [(label, value) for label, value in lines if value]


def meta_tags(
    request: HttpRequest, found: Report, shown: Publication, made: list[Publication]
) -> list[tuple[str, str]]:
    """The tags of site, column and article. SiteIDCode is the hosting portal's, and never made up."""
    issuer = issuer_of(found, shown)
    district = found.reporting_year.district.full_name
    first = public.first_shown_at(made).astimezone(public.SHANGHAI)
    return [
        ("SiteName", f"{district}{COLUMN}公开"),
        ("SiteDomain", request.get_host().partition(":")[0]),
        ("ColumnName", COLUMN),
        ("ColumnDescription", f"{district}各镇街公开的法治政府建设年度报告"),
        ("ColumnKeywords", "法治政府建设,年度报告,政府信息公开"),
        ("ColumnType", "政府信息公开"),
        ("ArticleTitle", shown.content.title),
        ("PubDate", f"{first:%Y-%m-%d %H:%M}"),
        ("ContentSource", issuer),
        ("Keywords", f"法治政府建设,年度报告,{found.township.name},{found.year}年"),
        ("Description", f"{issuer}{found.year}年度法治政府建设情况的报告"),
    ]
