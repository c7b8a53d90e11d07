"""``verify_files``: one changed bit among 2,000 files is found, and every file on one side only."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.management.base import OutputWrapper
from django.db import models

from townships.backups import console, files, making
from townships.backups.faults import Damaged

pytestmark = pytest.mark.django_db(transaction=True)


def faults() -> list[str]:
    return list(files.faults(lambda words: None))


def test_one_bit_in_two_thousand_files_is_found(leaf: Any, media: Path) -> None:
    rows = []
    for number in range(2000):
        content = str(number).encode() * 20
        (media / f"{number}.pdf").write_bytes(content)
        name, sealed = f"{number}.pdf", hashlib.sha256(content).hexdigest()
        rows.append(leaf(name=name, file=name, file_sha256=sealed))
    leaf.objects.bulk_create(rows)
    assert faults() == []
    changed = bytearray((media / "1234.pdf").read_bytes())
    changed[7] ^= 1
    (media / "1234.pdf").write_bytes(changed)
    assert faults() == ["文件1234.pdf与登记的印记不符，已被改动或者损坏。"]


def test_missing_and_unnamed_files_are_named(
    keep: Callable[..., Any], media: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keep("2022/sound", b"sound")
    call_command("verify_files")
    assert capsys.readouterr().out == "文件与登记全部相符。\n"
    keep("2022/gone", b"gone")
    keep("2022/gone", b"gone")
    (media / "2022" / "gone").unlink()
    (media / "2022" / "stranger").touch()
    with pytest.raises(SystemExit) as ended:
        call_command("verify_files")
    assert ended.value.code == 1
    assert capsys.readouterr().err.splitlines() == [
        "文件2022/gone已登记，但是不见了。",
        "文件2022/stranger没有登记，不会进入备份。",
        "共2处不符，没有改动任何文件。请保留现场，与维护人员联系。",
    ]


def test_a_row_without_a_file_names_none(leaf: Any, media: Path) -> None:
    leaf.objects.create(name="no file")
    assert faults() == []


def test_a_row_that_leads_out_of_the_folder_is_never_followed(leaf: Any, media: Path, tmp_path: Path) -> None:
    (tmp_path / "outside").touch()
    leaf.objects.create(name="x", file="../outside", file_sha256="0" * 64)
    with pytest.raises(Damaged, match="不在存放文件的文件夹之内"):
        faults()
    with pytest.raises(Damaged):
        making.make(tmp_path / "b")
    assert not (tmp_path / "b").exists()


def test_every_model_says_how_to_prove_its_files(leaf: Any) -> None:
    """A file column without its hash stops ``manage.py check``."""
    assert files.check_file_columns() == []

    class Bare(models.Model):
        paper = models.FileField()

        class Meta:
            app_label = "townships"

        def __str__(self) -> str:
            return str(self.paper)

    try:
        (error,) = files.check_file_columns()
    finally:
        apps.all_models["townships"].pop("bare")
        apps.clear_cache()
    assert error.msg == "townships.Bare.paper needs a column paper_sha256 beside it"


def test_there_is_nothing_to_clear_without_the_marker(media: Path) -> None:
    (media / "mine").touch()
    files.clear()
    assert (media / "mine").exists()


@pytest.mark.parametrize("terminal", [True, False])
def test_progress_is_for_terminals(terminal: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(stream, "isatty", lambda: terminal, raising=False)
    console.progress(OutputWrapper(stream))("正在核对")
    assert ("正在核对" in stream.getvalue()) is terminal
