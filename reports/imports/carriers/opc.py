"""The package of a .docx, opened without trust: sizes counted while inflating, no DTD, no macro, no entity.

Limits from reference/reliability.md, 3.4. Only XML parts are inflated; pictures and embedded files never
are, and no relationship is ever followed out of the package.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree import ElementTree
from xml.parsers import expat

from reports.imports.proposal import ImportRefused

MEGABYTE = 1024 * 1024
MAX_UNPACKED = 200 * MEGABYTE
MAX_PART = 100 * MEGABYTE
MAX_PARTS = 2000
#: More than this many bytes out of one byte in is a bomb, once a part is larger than a megabyte.
MAX_RATIO = 100
MAX_DEPTH = 200
_CHUNK = 64 * 1024

_NAMESPACES = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w_",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w_",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m_",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m_",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc_",
}
_BROKEN = "文件不完整或已损坏，无法读取。请重新下载或在Word、WPS中打开后另存为.docx再上传。"
_BOMB = (
    "文件解压后过大，不像一份年度报告，没有读取。请删去大图和附件，另存为.docx后再上传，或复制全文直接粘贴。"
)


def parts(data: bytes) -> dict[str, bytes]:
    """The XML parts of a package by name. Raises ImportRefused unreadable, encrypted, bomb, macro."""
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
        with package:
            return dict(_inflated(package))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
        if isinstance(error, ImportRefused):
            raise
        raise ImportRefused("unreadable", _BROKEN) from None


def _inflated(package: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    infos = package.infolist()
    names = [info.filename.lstrip("/").lower() for info in infos]
    if len(infos) > MAX_PARTS or sum(info.file_size for info in infos) > MAX_UNPACKED:
        raise ImportRefused("bomb", _BOMB)
    if len(set(names)) != len(names):
        raise ImportRefused("unreadable", _BROKEN)
    if any(info.flag_bits & 1 for info in infos):
        raise ImportRefused("encrypted", "文件设有打开密码，无法读取。请取消密码后另存为.docx再上传。")
    if any("vbaproject" in name or "vbadata" in name for name in names):
        raise ImportRefused("macro", "文件带有宏，不予读取。请在Word或WPS中另存为不含宏的.docx后再上传。")
    total = 0
    for info, name in zip(infos, names, strict=True):
        if name.endswith((".xml", ".rels")):
            content = _read(package, info, MAX_UNPACKED - total)
            total += len(content)
            yield name, content


def _read(package: zipfile.ZipFile, info: zipfile.ZipInfo, room: int) -> bytes:
    """One part, counted while it is inflated: what the directory says about sizes is not believed."""
    chunks = bytearray()
    with package.open(info) as stream:
        while chunk := stream.read(_CHUNK):
            chunks += chunk
            swollen = len(chunks) > MEGABYTE and len(chunks) > MAX_RATIO * max(info.compress_size, 1)
            if swollen or len(chunks) > min(MAX_PART, room):
                raise ImportRefused("bomb", _BOMB)
    return bytes(chunks)


def examine(content: bytes) -> None:
    """Refuses a part with a document type, or nested too deep. Raises ImportRefused dtd, unreadable."""
    parser = expat.ParserCreate()
    depth = 0

    def start(_name: str, _attributes: object) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            raise ImportRefused("unreadable", _BROKEN)

    def end(_name: str) -> None:
        nonlocal depth
        depth -= 1

    def doctype(*_declaration: object) -> None:
        raise ImportRefused(
            "dtd", "文件内含有不应出现的外部定义（DTD），可能被改动过，没有读取。请另存为.docx后再上传。"
        )

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        if isinstance(error, ImportRefused):
            raise
        raise ImportRefused("unreadable", _BROKEN) from None


def tree(content: bytes) -> ElementTree.Element:
    """A part as a tree with short names: w_p, w_val; what is neither Word's, maths' nor mc's has no prefix.

    ``examine`` comes first: after it there is no document type, hence no entity to expand.
    """
    root = ElementTree.fromstring(content)  # noqa: S314 - no DTD or entity got this far
    for element in root.iter():
        element.tag = _short(element.tag)
        for name in [name for name in element.attrib if name[0] == "{"]:
            element.attrib[_short(name)] = element.attrib.pop(name)
    return root


def _short(name: str) -> str:
    space, closed, local = name.rpartition("}")
    return _NAMESPACES.get(space[1:], "") + local if closed else name
