"""What is generated is current, and the program starts in production only when it is told what it needs."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.house.source import ROOT

PRODUCTION = {
    "DEBUG": "0",
    "SECRET_KEY": "Zq8-" + "vT2xKp9LmWc4RbYs7HnDf3Gj6" * 2,
    "ALLOWED_HOSTS": "fazhi.example.gov.cn",
    "DATABASE_URL": "postgres://fazhi:secret@db.example/fazhi",
}


def manage(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    """manage.py as an administrator would start it: nothing of this process's environment but the path."""
    clean = {"PATH": os.environ["PATH"], "PYTHONWARNINGS": "ignore", "LANG": "C.UTF-8", **env}
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=clean, capture_output=True, text=True, timeout=60, check=False
    )


def test_the_state_diagram_is_the_table() -> None:
    call_command("state_diagram", "--check")


def test_every_change_of_a_model_has_its_migration(db: None) -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_every_word_of_the_interface_is_translated(capsys: pytest.CaptureFixture[str]) -> None:
    from script import messages

    assert messages.main(["--check"]) == 0, capsys.readouterr().out


def test_it_is_ready_for_production(tmp_path: Path) -> None:
    answer = manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert answer.returncode == 0, answer.stderr


def test_without_tls_exactly_what_is_missing_is_said() -> None:
    """PLAIN_HTTP=1: HSTS, the redirect to TLS, and the two cookies that TLS would guard. Nothing is silenced."""
    answer = manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION, PLAIN_HTTP="1")
    said = set(re.findall(r"\((\w+\.[WEC]\d+)\)", answer.stderr))
    assert said == {"security.W004", "security.W008", "security.W012", "security.W016"}


def test_the_embedded_database_is_no_fault_but_worth_a_word() -> None:
    answer = manage(
        "check", "--deploy", "--fail-level", "WARNING", **{**PRODUCTION, "DATABASE_URL": "sqlite:///x"}
    )
    assert answer.returncode == 0, answer.stderr
    assert "townships.I001" in answer.stderr


@pytest.mark.parametrize("name", ["SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL"])
def test_production_without_a_setting_stops_with_a_sentence(name: str) -> None:
    answer = manage("check", **{key: value for key, value in PRODUCTION.items() if key != name})
    assert answer.returncode == 1
    assert name in answer.stderr
    assert "没有启动" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_production_refuses_a_short_key() -> None:
    answer = manage("check", **{**PRODUCTION, "SECRET_KEY": "short"})
    assert answer.returncode == 1
    assert "不足50个字符" in answer.stderr


def test_development_needs_nothing_set() -> None:
    assert manage("check").returncode == 0
