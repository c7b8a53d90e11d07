#!/usr/bin/env python
"""The interface's words: English msgids in the code, Chinese in locale/zh_Hans.

    script/messages.py                  collect msgids, write django.po and django.mo
    script/messages.py --add FILE.json  the same, with translations {"msgid": "译文"} merged in
    script/messages.py --check          change nothing; exit 1 and say what is missing, unknown or stale
    script/messages.py --prune          the same as without, and drop translations that nothing uses

A context is written before its msgid with U+0004 between, as in the .mo file. Needs Babel (the test lock); the
running program reads the .mo, which is committed, and needs neither Babel nor GNU gettext.
"""

from __future__ import annotations

import argparse
import fcntl
import io
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES"
PO, MO = FOLDER / "django.po", FOLDER / "django.mo"
#: Function → where the msgid, the plural and the context stand; Django's templatize writes the same names.
KEYWORDS = {
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "_": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
SOURCES = ("config", "townships", "reports", "templates")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--add", metavar="FILE.json", type=Path, action="append", default=[])
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--prune", action="store_true")
    options = parser.parse_args(arguments)
    if not settings.configured:
        settings.configure(USE_I18N=True)
    with locked():
        catalog = merge(collect(), stored(), [json.loads(path.read_text("utf-8")) for path in options.add])
        if options.check:
            complaints = missing(catalog) + unknown(catalog) + stale(catalog)
            print("\n".join(complaints) or "every word of the interface has its translation")
            return 1 if complaints else 0
        if options.prune:
            catalog = merge(collect(), catalog, [], keep_unknown=False)
        FOLDER.mkdir(parents=True, exist_ok=True)
        PO.write_bytes(as_po(catalog))
        MO.write_bytes(as_mo(catalog))
    print("\n".join([*missing(catalog), *unknown(catalog)]) or f"{len(catalog)} words, all translated")
    return 0


@contextmanager
def locked() -> Iterator[None]:
    """Several people add words at the same time; the folder itself is the lock."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    handle = os.open(FOLDER, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def new_catalog() -> Catalog:
    # A fixed date: the same words give the same bytes.
    return Catalog(
        locale="zh_Hans",
        project="fazhi-annual-report",
        creation_date=datetime(2026, 1, 1, tzinfo=UTC),
        fuzzy=False,
        header_comment="# The interface's words. Written by script/messages.py; translations come by --add.",
    )


def collect() -> Catalog:
    """Every msgid of the code and the templates, with the files that use it."""
    catalog = new_catalog()
    for top in SOURCES:
        for path in sorted((ROOT / top).rglob("*")):
            if (
                path.suffix not in (".py", ".html", ".txt")
                or "migrations" in path.parts
                or path.parts[-2] == "data"
            ):
                continue
            text = path.read_text("utf-8")
            if path.suffix != ".py":
                text = templatize(text, origin=str(path))
            name = path.relative_to(ROOT).as_posix()
            for _line, ids, _comments, context in extract("python", io.BytesIO(text.encode()), KEYWORDS):
                catalog.add(ids, locations=[(name, 1)], context=context)
    return catalog


def stored() -> Catalog:
    if not PO.exists():
        return new_catalog()
    with PO.open("rb") as file:
        return read_po(file, locale="zh_Hans")


def merge(found: Catalog, old: Catalog, added: list[dict[str, str]], keep_unknown: bool = True) -> Catalog:
    """``found`` with the old translations, overruled by the added ones; what nothing uses is kept until --prune."""
    for message in old:
        if not message.id or not message.string:
            continue
        used = found.get(message.id, message.context)
        if used is not None:
            used.string = message.string
        elif keep_unknown:
            found.add(message.id, message.string, context=message.context)
    for words in added:
        for key, text in words.items():
            context, _, msgid = key.rpartition("\x04")
            message = found.get(msgid, context or None)
            if message is None:
                found.add(msgid, text, context=context or None)
            else:
                message.string = (text,) if message.pluralizable else text
    return found


def missing(catalog: Catalog) -> list[str]:
    return [f"not translated: {one.id!r} ({used_in(one)})" for one in catalog if one.id and not any_text(one)]


def unknown(catalog: Catalog) -> list[str]:
    return [
        f"nothing uses: {one.id!r} (script/messages.py --prune)"
        for one in catalog
        if one.id and not one.locations
    ]


def stale(catalog: Catalog) -> list[str]:
    return [
        f"{path.relative_to(ROOT)} is out of date: run script/messages.py"
        for path, made in ((PO, as_po(catalog)), (MO, as_mo(catalog)))
        if not path.exists() or path.read_bytes() != made
    ]


def any_text(message: object) -> bool:
    text = message.string
    return all(text) if isinstance(text, (tuple, list)) else bool(text)


def used_in(message: object) -> str:
    return ", ".join(sorted({name for name, _ in message.locations}))


def as_po(catalog: Catalog) -> bytes:
    out = io.BytesIO()
    write_po(out, catalog, width=110, sort_output=True, include_lineno=False)
    return out.getvalue()


def as_mo(catalog: Catalog) -> bytes:
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


if __name__ == "__main__":
    sys.exit(main())
