"""How large an upload may be (reference/reliability.md, 3.4)."""

from __future__ import annotations

from reports.imports.proposal import ImportRefused

MAX_BYTES = 20 * 1024 * 1024
MAX_TEXT_BYTES = 2 * 1024 * 1024


def check_size(data: bytes) -> None:
    """Raises ImportRefused empty or too_large."""
    if not data:
        raise ImportRefused("empty", "文件是空的，没有内容可以读取。请检查是否选错了文件。")
    if len(data) > MAX_BYTES:
        raise ImportRefused(
            "too_large", "文件超过20MB，没有读取。请删去大图和附件后再上传，或复制全文直接粘贴。"
        )
