"""The figures taken within one process: whole requests through Django's handler, and the rooms of plain Python."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from benchmarks.measuring import Work, figure
from benchmarks.world import YEAR, World

SAMPLES = Path(__file__).resolve().parents[1] / "tests" / "samples"
_turn = count(1)

# ------------------------------------------------------------------------- pages


@figure("constant view")
def constant_view(world: World) -> Work:
    """Through the same client and middleware: what any page of Django costs at least."""
    return _get(world.nobody, "/constant/")


@figure("public page", limit="constant view")
def public_page(world: World) -> Work:
    return _get(world.nobody, f"/{YEAR}/{world.public.township.key}/")


@figure("public list of a year", limit="constant view")
def public_list(world: World) -> Work:
    return _get(world.nobody, f"/{YEAR}/")


@figure("reviewer's queue", limit="constant view", sql_budget=10)
def queue(world: World) -> Work:
    return _get(world.reviewer, f"/review/?year={YEAR}")


@figure("open a draft: overview", limit="constant view")
def overview(world: World) -> Work:
    return _get(world.drafter, f"/fill/{world.draft.pk}/")


@figure("open a draft: page of a part", limit="constant view")
def part_page(world: World) -> Work:
    part = world.draft.parts.get(kind="measures")
    return _get(world.drafter, f"/fill/{world.draft.pk}/parts/{part.pk}/")


def _get(client: Any, address: str) -> Work:
    def work() -> None:
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)

    return work


# ------------------------------------------------------------------------- saves


def _first_row(world: World) -> Any:
    from reports.models import Entry

    return Entry.objects.filter(part__report=world.draft, kind="measures").order_by("position")[0]


@figure("bare UPDATE")
def bare_update(world: World) -> Work:
    """One statement and its COMMIT."""
    from reports.models import Entry

    rows, body = Entry.objects.filter(pk=_first_row(world).pk), f"全年调解矛盾纠纷{next(_turn)}件。"
    return lambda: rows.update(body=body)


@figure("save one row (the autosave's road)", limit="bare UPDATE")
def save_row(world: World) -> Work:
    row = _first_row(world)
    address = f"/fill/{world.draft.pk}/rows/{row.pk}/"
    typed = {"revision": row.revision, "body": f"全年调解矛盾纠纷{next(_turn)}件，成功{next(_turn)}件。"}

    def work() -> None:
        answer = world.drafter.post(address, typed)
        assert answer.status_code == 200, answer.content

    return work


@figure("save the page of a part (plain form, one row changed)", limit="bare UPDATE")
def save_part_page(world: World) -> Work:
    from reports.models import Entry

    part = world.draft.parts.get(kind="measures")
    rows = list(Entry.objects.live().filter(part=part).order_by("position"))
    typed: dict[str, Any] = {"do": "save", "row": [str(row.pk) for row in rows]}
    for row in rows:
        typed |= {f"{row.pk}-{name}": getattr(row, name) for name in ("revision", "heading", "body")}
    typed[f"{rows[-1].pk}-body"] = f"全年调解矛盾纠纷{next(_turn)}件。"

    def work() -> None:
        answer = world.drafter.post(f"/fill/{world.draft.pk}/parts/{part.pk}/", typed)
        assert answer.status_code == 302, (answer.status_code, answer.content[:400])

    return work


# ------------------------------------------------------------------------- submit → file → publish

#: The acts of a report's last stretch: name in the address, whose desk, who, and what the form asks for.
STRETCH: tuple[tuple[str, str, str, dict[str, str]], ...] = (
    ("submit", "fill", "drafter", {}),
    ("file", "review", "reviewer", {"comment": "五个部分齐全。"}),
    ("secrecy-review", "fill", "signer", {"conclusion": "public"}),
    ("publish", "fill", "signer", {"channel": "site"}),
)


def _signed(world: World) -> tuple[Any, dict[str, Any]]:
    """The next draft, signed and numbered by the acts; and the clients of its three people."""
    from reports import workflow
    from townships import clock
    from townships.models import User

    report, today = world.drafts.pop(), clock.today()
    drafter = User.objects.get(username=world.name_of(report))
    signer = User.objects.get(username=world.name_of(report, "s"))
    issuer, number = report.issuer_list[0], f"测〔{today.year}〕{report.township.position}号"
    steps: tuple[tuple[Callable[..., Any], Any, dict[str, Any]], ...] = (
        (workflow.send_for_signature, drafter, {}),
        (
            workflow.register_signature,
            signer,
            {"issuer": issuer, "name": "谭勇", "post": "镇长", "signed_on": today},
        ),
        (workflow.number, signer, {"document_number": number, "dated_on": today}),
    )
    for act, by, details in steps:
        report.refresh_from_db()
        act(report.pk, by=by, version=report.version, content_version=report.content_version, **details)
    return report, {
        "drafter": world.sign_in(drafter.username),
        "signer": world.sign_in(signer.username),
        "reviewer": world.reviewer,
    }


def _acts(world: World, first: int, last: int) -> Work:
    """The stretch from one act to another on a fresh report; what comes before is done, and not timed."""
    report, people = _signed(world)

    def perform(stretch: tuple[tuple[str, str, str, dict[str, str]], ...]) -> None:
        for name, desk, who, typed in stretch:
            report.refresh_from_db(fields=["version", "content_version"])
            seen = {"version": report.version, "content_version": report.content_version}
            answer = people[who].post(f"/{desk}/{report.pk}/{name}/", {**typed, **seen})
            assert answer.status_code == 302, (name, answer.status_code, answer.content[:2000].decode())

    perform(STRETCH[:first])
    return lambda: perform(STRETCH[first:last])


@figure("submit (with freeze, hash, findings, audit)", limit="bare UPDATE")
def submit(world: World) -> Work:
    return _acts(world, 0, 1)


@figure("file", limit="bare UPDATE")
def file(world: World) -> Work:
    return _acts(world, 1, 2)


@figure("secrecy review and publish", limit="bare UPDATE")
def publish(world: World) -> Work:
    return _acts(world, 2, 4)


@figure("submit → file → secrecy review → publish", limit="bare UPDATE", budget=130)
def whole_stretch(world: World) -> Work:
    return _acts(world, 0, 4)


# ------------------------------------------------------------------------- files in, files out


@figure("decode the real .txt")
def decode(world: World) -> Work:
    data = (SAMPLES / "xinxiang-2022.txt").read_bytes()
    return lambda: data.decode("utf-8").split("\n")


@figure("import the real .txt: the parser alone", limit="decode the real .txt")
def parse_txt(world: World) -> Work:
    from reports import imports

    data = (SAMPLES / "xinxiang-2022.txt").read_bytes()
    return lambda: imports.parse("xinxiang-2022.txt", data)


@figure("zip + XML of the real .docx")
def open_docx(world: World) -> Work:
    data = (SAMPLES / "xinxiang-2022.docx").read_bytes()
    return lambda: ElementTree.fromstring(zipfile.ZipFile(BytesIO(data)).read("word/document.xml"))


@figure("import the real .docx: the parser alone", limit="zip + XML of the real .docx")
def parse_docx(world: World) -> Work:
    from reports import imports

    data = (SAMPLES / "xinxiang-2022.docx").read_bytes()
    return lambda: imports.parse("xinxiang-2022.docx", data)


@figure("start a bare Python")
def bare_python(world: World) -> Work:
    return lambda: subprocess.run([sys.executable, "-I", "-S", "-c", "pass"], check=True)


@figure("import the real .docx in the cage (as uploaded)", limit="start a bare Python")
def caged_docx(world: World) -> Work:
    from reports import imports

    data = (SAMPLES / "xinxiang-2022.docx").read_bytes()
    return lambda: imports.read_file("xinxiang-2022.docx", data)


@figure("import the real .txt in the cage (as uploaded)", limit="start a bare Python")
def caged_txt(world: World) -> Work:
    from reports import imports

    data = (SAMPLES / "xinxiang-2022.txt").read_bytes()
    return lambda: imports.read_file("xinxiang-2022.txt", data)


def _real() -> Any:
    from reports import imports

    return imports.parse("xinxiang-2022.txt", (SAMPLES / "xinxiang-2022.txt").read_bytes()).content


@figure("json.dumps and SHA-256 of the real report")
def bare_json(world: World) -> Work:
    from reports.content import to_plain

    plain = to_plain(_real())
    return lambda: hashlib.sha256(json.dumps(plain, ensure_ascii=False).encode()).hexdigest()


@figure("freeze the real report (canonical JSON, hash)", limit="json.dumps and SHA-256 of the real report")
def freeze(world: World) -> Work:
    from reports.content import sha256, to_json

    content = _real()
    return lambda: sha256(to_json(content))


@figure("zip of the DOCX's own bytes")
def bare_zip(world: World) -> Work:
    from reports.exports.docx import to_docx

    parts = zipfile.ZipFile(BytesIO(to_docx(_real())))
    pages = {name: parts.read(name) for name in parts.namelist()}

    def work() -> None:
        with zipfile.ZipFile(BytesIO(), "w", zipfile.ZIP_DEFLATED) as made:
            for name, data in pages.items():
                made.writestr(name, data)

    return work


@figure("write the real report as DOCX", limit="zip of the DOCX's own bytes")
def write_docx(world: World) -> Work:
    from reports.exports.docx import to_docx

    content = _real()
    return lambda: to_docx(content)


@figure("one Levenshtein pass over two reports")
def bare_difference(world: World) -> Work:
    from rapidfuzz.distance import Levenshtein

    from reports.content import part_text

    before, after = ("\n".join(map(part_text, one.parts)) for one in _two_reports(world))
    return lambda: Levenshtein.editops(before, after)


@figure("compare two reports, row by row", limit="one Levenshtein pass over two reports")
def compare(world: World) -> Work:
    from reports.comparison import compare

    before, after = _two_reports(world)
    return lambda: compare(before, after)


def _two_reports(world: World) -> tuple[Any, Any]:
    """Two reports of different townships: as far apart as last year's and this year's rarely are."""
    return world.draft.content(), world.public.content()
