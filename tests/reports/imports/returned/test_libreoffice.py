"""Copies that went through LibreOffice: saved again, by way of .odt, with changes recorded by it."""

from __future__ import annotations

import io
import subprocess
import zipfile
from collections.abc import Callable

import pytest

from reports.imports.returned import Returned, read
from reports.imports.returned.applying import apply
from tests.reports.imports.returned.paper import ZHOU, Paper, comparison
from tests.reports.imports.returned.report import MEDIATE, REPORT, TEACH, item, n

Convert = Callable[[bytes, str, str], bytes]


@pytest.fixture(scope="module")
def convert(soffice: str, tmp_path_factory: pytest.TempPathFactory) -> Convert:
    """``convert(data, from, to)`` by suffix, in a profile of its own."""
    place = tmp_path_factory.mktemp("returned")

    def run(data: bytes, before: str, after: str) -> bytes:
        source, target = place / f"copy.{before}", place / "out" / f"copy.{after}"
        source.write_bytes(data)
        profile = f"-env:UserInstallation={(place / 'profile').as_uri()}"
        command = [soffice, profile, "--headless", "--convert-to", after, "--outdir", str(place / "out")]
        made = subprocess.run(
            [*command, str(source)], capture_output=True, text=True, timeout=120, check=False
        )
        assert target.exists(), made.stderr
        try:
            return target.read_bytes()
        finally:
            target.unlink()

    return run


def came(data: bytes) -> Returned:
    return read("意见.docx", data)


def kinds(data: bytes) -> list[str]:
    return [one.kind for one in comparison(REPORT, came(data)).changes]


def test_saved_again_is_unchanged(convert: Convert) -> None:
    """With bookmarks, mark and all."""
    again = came(convert(Paper(REPORT).data(), "docx", "docx"))
    assert again.copies == (f"{7:032x}",)
    assert comparison(REPORT, again).changes == ()
    assert any(name == n(TEACH, "p0") for block in again.blocks for name, _ in block.names)


def test_tracked_changes_and_comments_survive_saving_again(convert: Convert) -> None:
    paper = Paper(REPORT)
    paper.track(n(TEACH, "p0"), "5次", "6次", ZHOU)
    paper.track_away(n(MEDIATE, "p1"), ZHOU)
    paper.track_paragraph("新写的一段。", n(TEACH, "p1"), ZHOU)
    paper.comment(paper.line(n(TEACH, "h")), ZHOU, "题目太平。")
    found = comparison(REPORT, came(convert(_whole(paper.data()), "docx", "docx")))
    assert [(one.kind, one.authors) for one in found.changes] == [
        ("text", (ZHOU,)),
        ("paragraph", (ZHOU,)),
        ("delete", (ZHOU,)),
    ]
    assert [(one.path, one.comment.author, one.comment.text) for one in found.comments] == [
        ("一（一）标题", ZHOU, "题目太平。")
    ]


def test_by_way_of_odt_with_other_words(convert: Convert) -> None:
    odt = convert(Paper(REPORT).data(), "docx", "odt")
    data = convert(_rewritten(odt, lambda content: content.replace("5次", "6次")), "odt", "docx")
    result = comparison(REPORT, came(data))
    assert [(one.kind, one.new) for one in result.changes] == [
        ("text", "全年开展法治宣传6次，发放资料1000余份。")
    ]
    assert "6次" in str(item(apply(REPORT, result.changes), TEACH).paragraphs[0])


def test_changes_recorded_by_it(convert: Convert) -> None:
    """As LibreOffice keeps them in its own format: a word replaced, a paragraph set in front of another."""
    who = f"<dc:creator>{ZHOU}</dc:creator><dc:date>2023-01-12T09:30:00</dc:date>"
    who = f"<office:change-info>{who}</office:change-info>"
    regions = (
        f'<text:changed-region text:id="c1"><text:deletion>{who}<text:p>5次</text:p></text:deletion>'
        "</text:changed-region>"
        f'<text:changed-region text:id="c2"><text:insertion>{who}</text:insertion></text:changed-region>'
        f'<text:changed-region text:id="c3"><text:insertion>{who}</text:insertion></text:changed-region>'
    )

    def edit(content: str) -> str:
        word = '<text:change text:change-id="c1"/><text:change-start text:change-id="c2"/>6次'
        word += '<text:change-end text:change-id="c2"/>'
        content = content.replace("5次", word, 1)
        start = content.rindex("<text:p ", 0, content.index("把矛盾化解在村组"))
        opening = content[start : content.index(">", start) + 1]
        new = f'{opening}<text:change-start text:change-id="c3"/>抓早抓小。</text:p>'
        rest = content[start:].replace(opening, opening + '<text:change-end text:change-id="c3"/>', 1)
        content = content[:start] + new + rest
        before, body, after = content.partition("<office:text")
        first = after.index(">") + 1
        tracked = f"<text:tracked-changes>{regions}</text:tracked-changes>"
        return before + body + after[:first] + tracked + after[first:]

    data = convert(_rewritten(convert(Paper(REPORT).data(), "docx", "odt"), edit), "odt", "docx")
    found = comparison(REPORT, came(data))
    assert [(one.kind, one.authors, one.untracked) for one in found.changes] == [
        ("text", (ZHOU,), False),
        ("paragraph", (ZHOU,), False),
    ]
    after = apply(REPORT, found.changes)
    assert "6次" in str(item(after, TEACH).paragraphs[0])
    assert item(after, MEDIATE).paragraphs[1:] == ("抓早抓小。", "把矛盾化解在村组，做到小事不出村。")


def _rewritten(odt: bytes, edit: Callable[[str], str]) -> bytes:
    """The file with another content.xml."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(odt)) as before, zipfile.ZipFile(buffer, "w") as after:
        for info in before.infolist():
            content = before.read(info)
            after.writestr(info, edit(content.decode()) if info.filename == "content.xml" else content)
    return buffer.getvalue()


def _whole(data: bytes) -> bytes:
    """Comments need their relationship and type for a program that follows them; ours reads without."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(buffer, "w") as after:
        for info in before.infolist():
            content = before.read(info).decode("utf-8") if info.filename.endswith((".xml", ".rels")) else ""
            if info.filename == "[Content_Types].xml":
                kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
                override = f'<Override PartName="/word/comments.xml" ContentType="{kind}"/>'
                content = content.replace("</Types>", override + "</Types>")
            if info.filename == "word/_rels/document.xml.rels":
                kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
                link = f'<Relationship Id="rIdC" Type="{kind}" Target="comments.xml"/>'
                content = content.replace("</Relationships>", link + "</Relationships>")
            after.writestr(info.filename, content.encode() if content else before.read(info))
    return buffer.getvalue()
