"""The state diagram of docs/reference/states.md, drawn from the table so that the document cannot lie."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from reports.enums import PublicState
from reports.workflow.table import TABLE, target_of

HEAD = """# Status and acts

Generated from `reports/workflow/table.py` by `manage.py state_diagram`; compared by the tests. Do not edit.

Two things, kept apart: where a report is on its way upward, and what the public can see of it.

"""


def path() -> Path:
    return Path(settings.BASE_DIR) / "docs" / "reference" / "states.md"


def draw() -> str:
    """The Markdown page: two Mermaid diagrams and the table of acts."""
    upward = ["```mermaid", "stateDiagram-v2", "    [*] --> draft"]
    for act, row in TABLE.items():
        for source in row.sources:
            target = target_of(act, source)
            if target is not source:
                upward.append(f"    {source.value} --> {target.value}: {act.value}")
    public = ["```mermaid", "stateDiagram-v2", "    [*] --> unpublished"]
    for act, row in TABLE.items():
        if row.public_target is not None:
            public += [
                f"    {one.value} --> {row.public_target.value}: {act.value}" for one in row.public_sources
            ]
    rows = ["| act | 办理 | from | to | who | public state |", "| --- | --- | --- | --- | --- | --- |"]
    for act, row in TABLE.items():
        sources = " ".join(one.value for one in row.sources) if len(row.sources) < 7 else "any"
        targets = (
            " ".join(dict.fromkeys(target_of(act, one).value for one in row.sources)) if row.target else "–"
        )
        seen = "any" if len(row.public_sources) == len(PublicState) else " ".join(row.public_sources)
        who = " ".join(role.value for role in row.roles)
        rows.append(f"| `{act.value}` | {act.label} | {sources} | {targets} | {who} | {seen} |")
    return HEAD + "\n".join([*upward, "```", "", *public, "```", "", *rows]) + "\n"
