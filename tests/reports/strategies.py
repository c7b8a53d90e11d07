"""Hypothesis strategies: whole reports with the characters that real ones have."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from hypothesis import strategies as st

from reports.content import KINDS, FigureLine, Item, Part, ReportContent, SignatureLine, Table

#: Rare Han (extensions B and later), private use, emoji with joiners, Uyghur, Tibetan, digits, punctuation.
_CHARACTERS = st.one_of(
    st.characters(exclude_categories=("Cs", "Cc")),
    st.sampled_from("一（）、。|\\“”〔〕①  　\t堃喆𠀀𪛖\ue000👨‍👩‍👧قىزཨོ0123456789%"),
)
LINES = st.text(_CHARACTERS, max_size=40)
PARAGRAPHS = st.one_of(
    LINES.filter(lambda text: bool(text.strip())),
    st.builds(
        Table,
        st.lists(
            st.lists(st.text(_CHARACTERS | st.just("\n"), max_size=8), min_size=1, max_size=3).map(tuple),
            min_size=1,
            max_size=3,
        ).map(tuple),
    ),
)
BODIES = st.lists(PARAGRAPHS, max_size=3).map(tuple)
_IDS = st.uuids(version=4).map(str)
NUMBERS = st.decimals(0, 10**9, places=2).map(lambda n: Decimal(int(n)) if n == int(n) else n.normalize())


def items(kind: str, depth: int = 4) -> st.SearchStrategy[tuple[Item, ...]]:
    own: dict[str, st.SearchStrategy] = {}
    if kind == "shortcomings":
        own = {"cause": LINES.map(str.strip)}
    elif kind == "plan":
        own = {"owner": LINES, "due": LINES, "target": LINES}
    elif kind == "duties":
        own = {"duty_of": st.sampled_from(["", "party", "government", "both"])}
    children = items(kind, depth - 1) if depth > 1 else st.just(())
    one = st.builds(Item, id=_IDS, heading=LINES, paragraphs=BODIES, children=children, **own)
    return st.lists(one, max_size=2).map(tuple)


@st.composite
def parts(draw: st.DrawFn) -> Part:
    kind = draw(st.sampled_from(KINDS))
    title = draw(st.none() | LINES.filter(bool))
    return Part(id=draw(_IDS), kind=kind, title=title, opening=draw(BODIES), items=draw(items(kind)))


def ids(content: ReportContent) -> list[UUID]:
    def below(some: tuple[Item, ...]) -> list[UUID]:
        return [one for item in some for one in (UUID(item.id), *below(item.children))]

    return [one for part in content.parts for one in (UUID(part.id), *below(part.items))]


_WITHOUT_ISSUE = {
    "title": LINES,
    "year": st.integers(2000, 2100),
    "issuers": st.lists(LINES.filter(bool), max_size=2).map(tuple),
    "addressee": LINES,
    "cc": LINES,
    "parts": st.lists(parts(), max_size=4).map(tuple),
}
#: What a clerk may have written: everything but what acts give (signatures).
DRAFTS = st.builds(ReportContent, **_WITHOUT_ISSUE).filter(lambda one: len(set(ids(one))) == len(ids(one)))
WHOLE = st.builds(
    ReportContent,
    **_WITHOUT_ISSUE,
    township=LINES,
    document_number=LINES,
    dated=st.none() | st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    signatures=st.lists(st.builds(SignatureLine, LINES, LINES, LINES, st.dates(), LINES), max_size=2).map(
        tuple
    ),
    figures=st.lists(
        st.builds(
            FigureLine,
            indicator=LINES,
            label=LINES,
            unit=LINES,
            state=st.just("reported"),
            value=st.none() | NUMBERS,
            low=st.none() | NUMBERS,
            high=st.none() | NUMBERS,
        ),
        max_size=2,
    ).map(tuple),
)
