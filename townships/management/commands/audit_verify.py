"""``manage.py audit_verify [--anchor FILE] [--file FILE] [--json]``: prove every chain.

Exit 1, with the first bad row of each chain that does not hold.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from townships.audit import Proof, prove_all
from townships.audit_files import NoAuditFile, anchors_of, prove_file


class Command(BaseCommand):
    help = "Prove the audit chains of the database, or of an exported file."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--anchor", type=Path, metavar="FILE", help="also meet the anchors kept in this file"
        )
        parser.add_argument("--file", type=Path, metavar="FILE", help="prove this export, without a database")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, anchor: Path | None, file: Path | None, **options: Any) -> None:
        try:
            anchors = anchors_of(anchor) if anchor else []
            proofs = list(prove_file(file, anchors) if file else prove_all(anchors))
        except (NoAuditFile, UnicodeDecodeError) as wrong:
            raise CommandError(f"没有核验：{wrong}。") from None
        except OSError as wrong:
            raise CommandError(f"没有核验：{wrong.filename}无法读取（{wrong.strerror}）。") from None
        except DatabaseError as wrong:
            raise CommandError(f"没有核验：数据库无法读取（{type(wrong).__name__}）。") from None
        self._tell(proofs, as_json=options["json"])
        bad = sum(1 for proof in proofs if proof.broken)
        if bad:
            raise CommandError(f"{bad}条审计链核验不符，没有改动任何数据。请保留现场，与维护人员联系。")

    def _tell(self, proofs: Iterable[Proof], *, as_json: bool) -> None:
        if as_json:
            told = {"ok": not any(one.broken for one in proofs), "chains": [as_dict(one) for one in proofs]}
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=1))
            return
        for one in proofs:
            if one.broken:
                self.stderr.write(f"{one.name}的审计记录：{one.broken.words}。")
            else:
                self.stdout.write(
                    f"{one.name}的审计记录：到第{one.tip.sequence}行全部相符，末行印记{one.tip.hash}。"
                )
        if not proofs:
            self.stdout.write("还没有审计记录。")


def as_dict(proof: Proof) -> dict[str, Any]:
    return {
        "chain": proof.tip.chain,
        "name": proof.name,
        "ok": proof.broken is None,
        "sequence": proof.tip.sequence,
        "hash": proof.tip.hash,
        "first_bad": proof.broken.sequence if proof.broken else None,
        "words": proof.broken.words if proof.broken else "",
    }
