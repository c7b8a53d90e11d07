"""What is written in the repository: no machine's paths, no addresses in the locks, nothing left for later."""

from __future__ import annotations

import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

from tests.house.source import OURS, ROOT, python_files

LOCKS = ("requirements.lock", "requirements-test.lock")
TEXT = {".py", ".html", ".css", ".js", ".toml", ".md", ".txt", ".lock", ".sh", ".json", ".yml", ".po", ""}
#: Assembled, so that this file does not find itself.
MACHINE = re.compile("/(?:" + "|".join(["ro" + "ot/", "ho" + "me/[a-z]", "Us" + "ers/", "wo" + "rk/"]) + ")")
LATER = re.compile(
    r"(?<![.\w])(" + "|".join(["TO" + "DO", "FIX" + "ME", "X" + "XX", "HA" + "CK"]) + r")\b(?!\s*=)"
)
SKIPS = re.compile(r"mark\.(?:sk" + r"ip|xf" + r"ail|sk" + r"ipif)\b|unittest\.sk" + r"ip")


@cache
def tracked() -> tuple[Path, ...]:
    """Every file git knows or would take in: what a stranger gets."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout.split("\0")
    files = (ROOT / name for name in names if name and "/data/divisions/" not in name)
    return tuple(path for path in files if path.is_file())


def texts() -> list[tuple[str, str]]:
    return [
        (path.relative_to(ROOT).as_posix(), path.read_text("utf-8"))
        for path in tracked()
        if path.suffix in TEXT and path.stat().st_size < 2_000_000
    ]


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_address_and_proves_every_package(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    assert "://" not in text
    proved = r"^([\w.\-\[\]]+)==[^\n]*\\\n(?:    --hash=sha256:[0-9a-f]{64}[^\n]*\n)+"
    packages = re.findall(proved, text, re.M)
    assert len(packages) == len(re.findall(r"^[A-Za-z0-9]", text, re.M))


def test_both_locks_agree() -> None:
    pins = [
        dict(re.findall(r"^([\w.\-\[\]]+)==([^\s;]+)", (ROOT / lock).read_text("utf-8"), re.M))
        for lock in LOCKS
    ]
    assert {name: version for name, version in pins[0].items() if pins[1].get(name) != version} == {}


def test_no_file_knows_the_machine_it_was_written_on() -> None:
    found = [f"{name}: {match[0]}" for name, text in texts() if (match := MACHINE.search(text))]
    assert found == []


def test_nothing_is_left_for_later() -> None:
    assert [f"{name}: {match[0]}" for name, text in texts() if (match := LATER.search(text))] == []


def test_no_test_is_switched_off() -> None:
    assert [str(path) for path in python_files("tests") if SKIPS.search(path.read_text("utf-8"))] == []


def test_no_picture_or_database_came_in_by_accident() -> None:
    heavy = [path.relative_to(ROOT).as_posix() for path in tracked() if path.stat().st_size > 1_500_000]
    assert heavy == []
    assert [path.name for path in tracked() if path.suffix in (".sqlite3", ".pyc", ".log")] == []


def test_pages_say_公开_and_never_apologise() -> None:
    """The words of the glossary: 发布 only in 发布机构 and 发布日期, no exclamation marks, no 抱歉."""
    templates = sorted((ROOT / "templates").rglob("*.html"))
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in (*templates, *python_files(*OURS))
        for match in re.finditer(
            r"发布(?!机构|日期|时间|会)|抱歉|系统异常|[\u4e00-\u9fff]！|亲[，,]", read(path)
        )
    ]
    assert found == []


def read(path: Path) -> str:
    text = path.read_text("utf-8")
    # Words that quote what others write (samples, what a check looks for) are no words of ours.
    return "" if {"imports", "checks", "demo"} & set(path.parts) else text


def test_every_link_between_our_pages_leads_somewhere() -> None:
    broken = [
        f"{path.relative_to(ROOT)}: {target}"
        for path in tracked()
        if path.suffix == ".md"
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", path.read_text("utf-8"))
        if "://" not in target and not target.startswith("mailto:") and not (path.parent / target).exists()
    ]
    assert broken == []
