"""The neutral form: gold files go in and out unchanged; the importer reaches its target everywhere."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from reports.content import Item, Part, ReportContent, Table, item_label, places
from reports.figures import mentions
from reports.imports import parse, read_text
from reports.imports.neutral import from_neutral, neutral
from tests.samples.make_docx import HERE

SHARED = Path(__file__).resolve().parents[4] / "shared" / "samples"
OWN = [HERE / "xinxiang-2022.gold.json"]
#: Beside the project only where it is developed: more gold files, and the scorer.
GOLD = OWN + sorted(SHARED.glob("**/*.gold.json"))
#: The carriers that are read so far; issue 6 adds html, pdf and doc.
READ = [
    gold for gold in GOLD for suffix in (".txt", ".docx") if gold.with_name(gold.name[:-10] + suffix).exists()
]
KEPT = ("title", "issuer", "year", "date", "doc_number", "parts")


def name(path: Path) -> str:
    return f"{path.parent.name}-{path.name.split('.')[0]}"


def load(path: Path) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return plain


@pytest.mark.parametrize("gold", GOLD, ids=name)
def test_a_gold_file_goes_in_and_out_unchanged(gold: Path) -> None:
    plain = load(gold)
    made = neutral(from_neutral(plain))
    assert {key: made[key] for key in KEPT} == {key: plain[key] for key in KEPT}


def numbers(figures: list[dict[str, Any]]) -> list[tuple[float, str]]:
    return sorted((float(one["value"]), one["unit"]) for one in figures)


@pytest.mark.parametrize("gold", GOLD, ids=name)
def test_every_figure_of_a_gold_file_is_found_in_its_text(gold: Path) -> None:
    plain = load(gold)
    assert numbers(neutral(from_neutral(plain), mentions)["figures"]) == numbers(plain["figures"])


@pytest.mark.parametrize("style", ["own line", "run-in", "own line with stop"])
@pytest.mark.parametrize("gold", GOLD, ids=name)
def test_a_report_written_out_is_read_back_the_same(gold: Path, style: str) -> None:
    plain = load(gold)
    proposal = read_text(written(from_neutral(plain), style))
    made = neutral(proposal)
    assert {key: made[key] for key in KEPT} == {key: plain[key] for key in KEPT}
    assert proposal.lost_characters == 0


def written(content: ReportContent, style: str) -> str:
    """The report as a plain text, as GB/T 9704 would print it."""
    lines = [content.document_number, content.title, content.addressee]
    for place in places(content):
        attached = place.part.title == "附件"
        if place.item is None:
            lines.append("附件：" if attached else place.label + (place.part.title or ""))
            body = list(place.part.opening)
        else:
            body = list(place.item.paragraphs)
            label = item_label(2, place.part.items.index(place.item) + 1) if attached else place.label
            lines.append(label + head(place.item, body, style))
        for paragraph in body:
            rows = paragraph.rows if isinstance(paragraph, Table) else ((paragraph,),)
            lines += [" | ".join(row) for row in rows]
    lines += content.issuers
    if content.dated:
        lines.append(f"{content.dated.year}年{content.dated.month}月{content.dated.day}日")
    return "\n".join(line for line in lines if line)


def head(item: Item, body: list[Any], style: str) -> str:
    if not item.heading:
        return str(body.pop(0))
    if style == "run-in" and body and isinstance(body[0], str):
        return f"{item.heading}。{body.pop(0)}"
    return item.heading + ("。" if style == "own line with stop" else "")


# --------------------------------------------------------------------------- the scorer


def scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", SHARED / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("gold", [gold for gold in READ if gold not in OWN], ids=name)
def test_the_scorer_is_content_with_every_carrier(gold: Path) -> None:
    score = scorer()
    stem = gold.name[:-10]
    source = next(path for path in gold.parent.glob(f"{stem}.*") if path != gold)
    made = neutral(parse(source.name, source.read_bytes()), mentions)
    assert score.ratios(score.score_one(load(gold), made))["score"] >= 0.99


@pytest.mark.parametrize("suffix", [".txt", ".docx"])
def test_our_own_copies_are_read_without_a_fault(suffix: str) -> None:
    plain = load(OWN[0])
    made = neutral(parse(f"a{suffix}", (HERE / f"xinxiang-2022{suffix}").read_bytes()), mentions)
    assert {key: made[key] for key in KEPT} == {key: plain[key] for key in KEPT}
    assert numbers(made["figures"]) == numbers(plain["figures"])


# --------------------------------------------------------------------------- its own rules


def test_the_addressee_is_the_first_paragraph_of_the_lead() -> None:
    with_lead = ReportContent(
        "", 0, addressee="县委、县政府：", parts=(Part("a", "lead", None, ("如下。",)),)
    )
    assert neutral(with_lead)["parts"][0]["items"][0]["paragraphs"] == ["县委、县政府：", "如下。"]
    assert from_neutral(neutral(with_lead)).addressee == "县委、县政府："
    without = ReportContent("", 0, addressee="县委、县政府：", parts=(Part("a", "measures", "举措"),))
    assert [part["kind"] for part in neutral(without)["parts"]] == ["lead", "measures"]
    assert from_neutral(neutral(without)).parts[0].title == "举措"


def test_tables_causes_and_several_issuers_are_written_out() -> None:
    table = Table((("事项", "数量\n（件）"), ("处罚", "12")))
    item = Item("i", "队伍薄弱", ("一段。", table, "二段。"), cause="编制不足。")
    content = ReportContent(
        "t", 2022, issuers=("甲", "乙"), parts=(Part("p", "shortcomings", "不足", (), (item,)),)
    )
    made = neutral(content)
    assert made["issuer"] == "甲、乙"
    assert made["parts"][0]["items"][0]["paragraphs"] == [
        "一段。",
        "事项 | 数量 （件）",
        "处罚 | 12",
        "二段。",
        "编制不足。",
    ]
    assert from_neutral(made).issuers == ("甲", "乙")
    assert from_neutral(made).parts[0].items[0].paragraphs[1] == Table(
        (("事项", "数量 （件）"), ("处罚", "12"))
    )


def test_text_between_items_keeps_its_place() -> None:
    plain = {"level": 1, "label": None, "heading": None, "paragraphs": ["尾段。"], "children": []}
    first = plain | {"label": "（一）", "heading": "甲"}
    content = from_neutral({"parts": [{"kind": "plan", "title": "安排", "items": [first, plain]}]})
    assert [item.paragraphs for item in content.parts[0].items] == [("尾段。",), ("尾段。",)]
    assert content.year == 0


def test_fractions_stay_fractions() -> None:
    content = ReportContent("", 0, parts=(Part("p", "measures", None, ("增长41.5%，追回5.0万元。",)),))
    assert [one["value"] for one in neutral(content, mentions)["figures"]] == [41.5, 5]
