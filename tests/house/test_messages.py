"""script/messages.py: words are found, merged, kept and missed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from script import messages


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of one template and one module."""
    folder = tmp_path / "locale" / "zh_Hans" / "LC_MESSAGES"
    (tmp_path / "templates").mkdir()
    (tmp_path / "reports").mkdir()
    page = '{% load i18n %}{% translate "Save" %}{% translate "Post" context "office" %}'
    (tmp_path / "templates" / "page.html").write_text(page)
    (tmp_path / "reports" / "forms.py").write_text('label = _("Reason")\n')
    names = {"ROOT": tmp_path, "FOLDER": folder, "PO": folder / "django.po", "MO": folder / "django.mo"}
    for name, value in names.items():
        monkeypatch.setattr(messages, name, value)
    return tmp_path


def add(house: Path, words: dict[str, str]) -> None:
    file = house / "words.json"
    file.write_text(json.dumps(words), "utf-8")
    assert messages.main(["--add", str(file)]) == 0


def test_what_is_not_translated_is_named(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert messages.main(["--check"]) == 1
    said = capsys.readouterr().out
    assert "not translated: 'Save' (templates/page.html)" in said
    assert "not translated: 'Reason' (reports/forms.py)" in said


def test_added_words_make_it_complete(house: Path) -> None:
    add(house, {"Save": "保存", "Reason": "理由", "office\x04Post": "职务"})
    assert messages.main(["--check"]) == 0
    assert "职务" in messages.PO.read_text("utf-8")


def test_later_words_keep_the_earlier_ones(house: Path) -> None:
    add(house, {"Save": "存", "Reason": "理由"})
    add(house, {"Save": "保存"})
    text = messages.PO.read_text("utf-8")
    assert 'msgstr "保存"' in text
    assert 'msgstr "理由"' in text


def test_a_word_nothing_uses_is_named_and_pruned(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add(house, {"Save": "保存", "Reason": "理由", "office\x04Post": "职务", "Gone": "没有了"})
    capsys.readouterr()
    assert messages.main(["--check"]) == 1
    assert "nothing uses: 'Gone'" in capsys.readouterr().out
    assert messages.main(["--prune"]) == 0
    assert messages.main(["--check"]) == 0


def test_a_stale_compiled_file_is_named(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add(house, {"Save": "保存", "Reason": "理由", "office\x04Post": "职务"})
    messages.MO.write_bytes(b"")
    capsys.readouterr()
    assert messages.main(["--check"]) == 1
    assert "django.mo is out of date" in capsys.readouterr().out
