"""``manage.py audit_export [--since DATE] [--district CODE] [--anchors-only] [-o FILE] [--json]``.

Writes the audit as JSON lines that prove themselves (``townships.audit_files``). The export is a row of the audit too.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, TextIO

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from townships import audit, audit_files
from townships.models import AuditChain, District


class Command(BaseCommand):
    help = "Write the audit chains as JSON lines that prove themselves, ending with their anchors."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="default: standard output")
        parser.add_argument("--district", metavar="CODE", help="only this district's chain")
        parser.add_argument("--since", type=date.fromisoformat, metavar="YYYY-MM-DD", help="from this day on")
        parser.add_argument("--anchors-only", action="store_true", help="only the last row of each chain")
        parser.add_argument("--json", action="store_true", help="say in JSON what was written to FILE")

    def handle(self, *args: Any, output: Path | None, district: str | None, **options: Any) -> None:
        whose = self._district(district) if district else None
        chains = AuditChain.objects.select_related("district").order_by("pk")
        chosen = list(chains.filter(district=whose) if whose else chains)
        if options["anchors_only"]:
            lines = audit_files.tips(chosen)
        else:
            lines = audit_files.lines(chosen, options["since"])
        try:
            with whole_file(output) if output else as_it_is(sys.stdout) as file:
                written, seal = write(lines, file)
                with transaction.atomic():
                    audit.append(
                        district=whose,
                        action="audit.exported",
                        actor_name="命令行",
                        subject="audit",
                        detail={"lines": written, "sha256": seal, "since": str(options["since"] or "")},
                    )
        except audit.Broken as broken:
            raise CommandError(f"没有导出：{broken.words}。请先用audit_verify核验。") from None
        except OSError as wrong:
            raise CommandError(f"没有导出：{output}无法写入（{wrong.strerror}）。") from None
        if output and options["json"]:
            told = {"file": str(output), "lines": written, "sha256": seal}
            self.stdout.write(json.dumps(told, ensure_ascii=False))
        elif output:
            self.stdout.write(f"已导出到{output}，共{written}行，SHA-256为{seal}。")

    @staticmethod
    def _district(code: str) -> District:
        district = District.objects.filter(code=code).first()
        if district is None:
            raise CommandError(f"没有代码为{code}的区县，没有导出。")
        return district


def write(lines: Iterator[str], file: TextIO) -> tuple[int, str]:
    """How many lines were written, and the SHA-256 of them all."""
    count, seal = 0, hashlib.sha256()
    for line in lines:
        text = line + "\n"
        file.write(text)
        seal.update(text.encode("utf-8"))
        count += 1
    file.flush()
    return count, seal.hexdigest()


@contextmanager
def whole_file(path: Path) -> Iterator[TextIO]:
    """A file that is there complete and for its owner only, or not at all. Raises FileExistsError for one that is
    there already: evidence is not overwritten."""
    if path.exists():
        raise FileExistsError(17, "文件已经存在", str(path))
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with open(os.open(aside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        aside.rename(path)
    finally:
        aside.unlink(missing_ok=True)


@contextmanager
def as_it_is(stream: TextIO) -> Iterator[TextIO]:
    yield stream
