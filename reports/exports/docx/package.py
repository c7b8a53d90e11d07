"""A package of parts with its types, relations and properties. The same parts always give the same bytes."""

from __future__ import annotations

import io
import zipfile
from datetime import date

from reports.content import ReportContent
from reports.exports.docx.xml import DECLARATION, element_text

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
#: Part → its kind. The order is that of the relations' numbers, rId1 and on.
KINDS = {
    "styles": "styles",
    "settings": "settings",
    "fontTable": "fontTable",
    "footer1": "footer",
    "footer2": "footer",
    "header1": "header",
    "header2": "header",
}


def pack(content: ReportContent, document: str, parts: dict[str, str]) -> bytes:
    """The bytes of a .docx of the given parts (``KINDS``)."""
    files = {
        "[Content_Types].xml": _types(parts),
        "_rels/.rels": _relations(
            [
                (f"{_OFFICE}/officeDocument", "word/document.xml"),
                (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
            ]
        ),
        "docProps/core.xml": _properties(content),
        "word/document.xml": document,
        "word/_rels/document.xml.rels": _relations(
            [(f"{_OFFICE}/{KINDS[name]}", f"{name}.xml") for name in parts]
        ),
    } | {f"word/{name}.xml": inner for name, inner in parts.items()}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            entry = zipfile.ZipInfo(name)  # without a date: 1980
            entry.external_attr = 0o600 << 16
            entry.create_system = 0
            archive.writestr(entry, text.encode("utf-8"), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _types(parts: dict[str, str]) -> str:
    kinds = {"/word/document.xml": f"{_WORD}.document.main+xml"}
    kinds |= {f"/word/{name}.xml": f"{_WORD}.{KINDS[name]}+xml" for name in parts}
    kinds["/docProps/core.xml"] = "application/vnd.openxmlformats-package.core-properties+xml"
    return (
        f'{DECLARATION}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        + "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in kinds.items())
        + "</Types>"
    )


def _relations(targets: list[tuple[str, str]]) -> str:
    return (
        f'{DECLARATION}<Relationships xmlns="{_RELATIONS}">'
        + "".join(
            f'<Relationship Id="rId{at}" Type="{kind}" Target="{target}"/>'
            for at, (kind, target) in enumerate(targets, start=1)
        )
        + "</Relationships>"
    )


def _properties(content: ReportContent) -> str:
    """Title, issuer and date of the report itself: no name of a person, a machine or a program."""
    day = content.dated or date(content.year if 1 <= content.year <= 9999 else 1980, 12, 31)
    moment = f"{day.isoformat()}T00:00:00Z"
    return (
        f'{DECLARATION}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{element_text(content.title)}</dc:title>"
        f"<dc:creator>{element_text('、'.join(content.issuers))}</dc:creator>"
        "<dc:language>zh-CN</dc:language>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{moment}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{moment}</dcterms:modified>'
        "</cp:coreProperties>"
    )
