"""The carriers a report comes in. A new one is a file here and a line in ``CARRIERS``.

A carrier is ``read(data: bytes) -> Source``: lines with their evidence, nothing decided about the report. It
raises ImportRefused with a sentence that says what to do.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath

from reports.imports.carriers import docx, text
from reports.imports.lines import Source
from reports.imports.proposal import ImportRefused

CARRIERS: dict[str, Callable[[bytes], Source]] = {
    ".txt": text.read,
    ".docx": docx.read,
}
#: Told apart by their first bytes: what a file is named does not decide what it is.
_BEGINNINGS = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"%PDF", "pdf"),
    (b"{\\rtf", "rtf"),
)
_SAVE_AS = "请用Word或WPS打开，另存为.docx后再上传，也可以复制全文直接粘贴。"
_NOT_YET = {
    ".doc": f"暂时不能直接读取.doc文件，{_SAVE_AS}",
    ".wps": f"暂时不能直接读取.wps文件，{_SAVE_AS}",
    ".rtf": f"暂时不能直接读取.rtf文件，{_SAVE_AS}",
    ".pdf": "暂时不能直接读取PDF文件，请改传它的Word稿（.docx），也可以复制全文直接粘贴。",
    ".docm": "文件带有宏，不予读取。请在Word或WPS中另存为不含宏的.docx后再上传。",
}


def read(name: str, data: bytes) -> Source:
    """The lines of a file. Raises ImportRefused wrong_type, unsupported_type, encrypted, macro."""
    return CARRIERS[kind_of(name, data)](data)


def kind_of(name: str, data: bytes) -> str:
    """The suffix of a file whose name and first bytes agree. Raises ImportRefused as ``read`` does."""
    suffix = PurePath(name).suffix.lower()
    found = next((kind for beginning, kind in _BEGINNINGS if data.startswith(beginning)), "")
    if suffix in _NOT_YET:
        raise ImportRefused("macro" if suffix == ".docm" else "unsupported_type", _NOT_YET[suffix])
    if suffix not in CARRIERS:
        raise ImportRefused(
            "wrong_type", "只能读取.docx和.txt文件。其他格式请另存为.docx，或复制全文直接粘贴。"
        )
    if suffix == ".docx" and found == "ole":
        raise ImportRefused(
            "encrypted",
            "文件设有打开密码，或者是旧版.doc改了扩展名，无法读取。请在Word或WPS中取消密码并另存为.docx后再上传。",
        )
    if suffix == ".docx" and found != "zip":
        raise ImportRefused("wrong_type", f"文件的扩展名是.docx，内容却不是Word文档。{_SAVE_AS}")
    if suffix == ".txt" and found:
        raise ImportRefused(
            "wrong_type",
            f"文件的扩展名是.txt，内容却不是纯文本。请改回原来的扩展名；如果不是.docx，{_SAVE_AS}",
        )
    return suffix
