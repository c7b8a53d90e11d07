"""Reports that ask much of a paper, and a reader of what was written."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from xml.etree import ElementTree

from reports.content import Item, Part, ReportContent, Table
from reports.imports import parse
from tests.samples.make_docx import HERE

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def uid(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012x}"


def real(**fields: object) -> ReportContent:
    """The real report, with the head and foot of a filed paper."""
    content = parse("a.txt", (HERE / "xinxiang-2022.txt").read_bytes()).content
    head = {
        "document_number": "新府文〔2023〕4号",
        "dated": date(2023, 1, 13),
        "addressee": "区委、区政府",
        "cc": "区委依法治区办",
    }
    return ReportContent(**{name: getattr(content, name) for name in content.__slots__} | head | fields)


def joint() -> ReportContent:
    """A joint issue with every kind of text, five levels deep."""
    table = Table((("项目", "件数"), ("行政处罚", "12"), ("复议\n诉讼", "0")))
    deepest = Item(uid(7), "第四层", ("堃喆𠀀。", "含有“引号”——和12·4。"))
    third = Item(uid(6), "第三层", ("正文。",), (deepest,))
    second = Item(uid(5), "第二层", ("正文。",), (third,))
    first = Item(uid(4), "第一层", ("正文。", table, table), (second,))
    lack = Item(uid(9), "力量不足", ("人少。",), cause="编制少。\n\n培训少。")
    plan = Item(uid(11), "加强培训", ("办班。",), owner="司法所", due="6月底", target="全覆盖")
    return ReportContent(
        title="中共重庆市万州区新乡镇委员会重庆市万州区新乡镇人民政府关于2025年度推进法治政府建设工作情况的报告",
        year=2025,
        issuers=("中共重庆市万州区新乡镇委员会", "重庆市万州区新乡镇人民政府"),
        document_number="新委文〔2026〕4号",
        dated=date(2026, 1, 9),
        addressee="区委、区政府：",
        cc="区委依法治区办，区司法局。",
        parts=(
            Part(uid(1), "lead", None, ("现报告如下。",)),
            Part(uid(2), "measures", "主要举措", ("总述。",), (first,)),
            Part(uid(8), "shortcomings", "存在的不足", (), (lack,)),
            Part(uid(10), "plan", "下一年度安排", (), (plan, Item(uid(12), "", (table,)), Item(uid(13)))),
        ),
    )


def files(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def root(data: bytes, name: str = "document") -> ElementTree.Element:
    return ElementTree.fromstring(files(data)[f"word/{name}.xml"])


def written(element: ElementTree.Element) -> str:
    """The text of runs; a soft break is a line feed."""
    signs = {f"{W}tab": "\t", f"{W}br": "\n"}
    return "".join(
        one.text or "" if one.tag == f"{W}t" else signs.get(one.tag, "")
        for run in element.iter(f"{W}r")
        for one in run
    )


def bookmarks(data: bytes) -> dict[str, str]:
    """Each bookmark with the text it stands around; it begins and ends in one paragraph."""
    found: dict[str, str] = {}
    for paragraph in root(data).iter(f"{W}p"):
        open_now: dict[str, str] = {}
        for child in paragraph:
            if child.tag == f"{W}bookmarkStart":
                name = child.get(f"{W}name", "")
                assert name not in found
                open_now[child.get(f"{W}id", "")] = name
                found[name] = ""
            elif child.tag == f"{W}bookmarkEnd":
                del open_now[child.get(f"{W}id", "")]
            else:
                for name in open_now.values():
                    found[name] += written(child) if child.tag != f"{W}r" else run_text(child)
        assert not open_now
    return found


def run_text(run: ElementTree.Element) -> str:
    holder = ElementTree.Element("p")
    holder.append(run)
    return written(holder)
