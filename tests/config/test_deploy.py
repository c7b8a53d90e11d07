"""What is shipped in deploy/ can be used as it is: it parses, it starts, and every command it names is one of ours."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

from tests.config.machine import DEPLOY, ROOT, environment, manage, nginx_conf, program

#: ``fazhi`` is the page's own shell script around manage.py.
NAMED = re.compile(
    r"(?:manage\.py|^\s*manage|(?:^|&& )fazhi)[ ]+([a-z_]+)((?:[ ]+[^\s|;&`]+)*)", re.MULTILINE
)
LOOP = re.compile(r"^for command in ([a-z_ ]+); do", re.MULTILINE)


def named_commands() -> list[tuple[str, str, str]]:
    """(file, command, its options) wherever deploy/ or the page on installing names one."""
    pages = [*(ROOT / "docs" / "how-to").glob("install*.md")]
    files = [path for path in (*DEPLOY.rglob("*"), *pages) if path.is_file() and path.suffix != ".pyc"]
    found = []
    for path in files:
        text = path.read_text("utf-8")
        found += [(path.name, match[1], match[2]) for match in NAMED.finditer(text)]
        found += [(path.name, name, "") for match in LOOP.finditer(text) for name in match[1].split()]
    return sorted(set(found))


def options_of(command: str) -> set[str]:
    app = get_commands()[command]
    made = load_command_class(app, command) if isinstance(app, str) else app
    parser = made.create_parser("manage.py", command)
    return {option for action in parser._actions for option in action.option_strings}


def test_every_command_that_is_named_exists_and_knows_its_options() -> None:
    named = named_commands()
    assert {"backup", "health", "audit_verify", "migrate", "create_user"} <= {
        command for _, command, _ in named
    }
    missing = [one for one in named if one[1] not in get_commands()]
    assert missing == []
    unknown = [
        (file, command, option)
        for file, command, rest in named
        for option in re.findall(r"(?<=\s)--?[a-z][a-z-]*", rest)
        if option not in options_of(command)
    ]
    assert unknown == []


def test_a_command_that_is_not_there_would_be_seen() -> None:
    found = NAMED.findall("sudo .venv/bin/python manage.py no_such --thing x\n  manage other FILE\n")
    assert found == [("no_such", " --thing x"), ("other", " FILE")]
    assert "no_such" not in get_commands()


# ------------------------------------------------------------------------- the environment


def test_the_example_starts_the_program_once_a_key_is_set(tmp_path: Path) -> None:
    told = environment(tmp_path)
    answer = manage(told, "check", "--deploy", "--fail-level", "WARNING")
    assert answer.returncode == 0, answer.stderr
    answer = manage({**told, "SECRET_KEY": ""}, "check")
    assert answer.returncode == 1 and "SECRET_KEY 没有设置" in answer.stderr


def test_the_examples_database_is_the_socket_of_the_machine() -> None:
    import dj_database_url

    database = dj_database_url.parse(environment(Path("/x"))["DATABASE_URL"])
    wanted = {"HOST": "/var/run/postgresql", "USER": "fazhi", "NAME": "fazhi", "PASSWORD": ""}
    assert {name: database[name] for name in wanted} == wanted


def test_every_variable_of_the_example_is_one_the_settings_read() -> None:
    settings = (ROOT / "config" / "settings.py").read_text("utf-8")
    names = re.findall(r"^#? ?.*?\b([A-Z][A-Z_]+)=", (DEPLOY / "fazhi.env.example").read_text("utf-8"), re.M)
    assert len(names) >= 10
    assert [name for name in names if f'"{name}"' not in settings] == []


# ------------------------------------------------------------------------- gunicorn, nginx, systemd


def test_gunicorn_takes_its_configuration(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "--check-config",
        "-c",
        "deploy/gunicorn.conf.py",
        "config.wsgi",
    ]
    answer = subprocess.run(
        command, cwd=ROOT, env=environment(tmp_path), capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stderr


@pytest.mark.parametrize("site", ["fazhi.conf", "fazhi-plain-http.conf"])
def test_nginx_takes_its_configuration(tmp_path: Path, site: str) -> None:
    key, certificate = tmp_path / "privkey.pem", tmp_path / "fullchain.pem"
    made = [program("openssl"), "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=x"]
    subprocess.run([*made, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    conf, _plain, _tls = nginx_conf(tmp_path, site)
    answer = subprocess.run(
        [program("nginx"), "-t", "-q", "-p", tmp_path, "-c", conf],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (answer.returncode, answer.stderr) == (0, "")


def test_systemd_takes_the_units(tmp_path: Path) -> None:
    """Programs and folders of an installation are not here; everything else must be in order."""
    for unit in (DEPLOY / "systemd").iterdir():
        text = unit.read_text("utf-8")
        text = re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", text, flags=re.MULTILINE)
        (tmp_path / unit.name).write_text(text, "utf-8")
    units = sorted(str(path) for path in tmp_path.iterdir())
    command = [program("systemd-analyze"), "verify", "--man=no", *units]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    ours = [line for line in answer.stderr.splitlines() if "fazhi" in line]
    assert (answer.returncode, ours) == (0, []), answer.stderr


def test_what_the_units_start_is_there_and_executable() -> None:
    started = {
        path
        for unit in (DEPLOY / "systemd").glob("*.service")
        for path in re.findall(r"^ExecStart=/opt/fazhi/current/(\S+)", unit.read_text("utf-8"), re.MULTILINE)
    }
    assert started == {".venv/bin/gunicorn", "deploy/backup", "deploy/check"}
    for path in started - {".venv/bin/gunicorn"}:
        assert (ROOT / path).stat().st_mode & 0o111


def test_every_timer_has_its_service_and_the_service_gives_up_all_it_can() -> None:
    units = {path.name: path.read_text("utf-8") for path in (DEPLOY / "systemd").iterdir()}
    for name, text in units.items():
        if name.endswith(".timer"):
            assert name.replace(".timer", ".service") in units
            continue
        for line in ("NoNewPrivileges=yes", "ProtectSystem=strict", "PrivateTmp=yes", "User=fazhi"):
            assert line in text, (name, line)
        assert "EnvironmentFile=/etc/fazhi/fazhi.env" in text


# ------------------------------------------------------------------------- the scripts of the timers


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """deploy/ beside a Python that only notes what it was asked, and fails where FAILS names the command."""
    root = tmp_path / "current"
    (root / "deploy").mkdir(parents=True)
    for name in ("backup", "check"):
        copy = root / "deploy" / name
        copy.write_text((DEPLOY / name).read_text("utf-8"), "utf-8")
        copy.chmod(0o755)
    python = root / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(
        '#!/bin/sh\nshift; echo "$@" >>asked\n'
        'case " $FAILS " in *" $1 "*) exit 1 ;; esac\n'
        '[ "$1" != backup ] || : >"$2"\n[ "$1" != audit_export ] || : >"$4"\n',
        "utf-8",
    )
    python.chmod(0o755)
    (tmp_path / "backups").mkdir()
    return root


def run(root: Path, script: str, *arguments: str, fails: str = "") -> int:
    environ = {"PATH": "/usr/bin:/bin", "FAILS": fails}
    done = subprocess.run(
        [root / "deploy" / script, *arguments], env=environ, capture_output=True, check=False
    )
    return done.returncode


def of_days(folder: Path, *days: int) -> None:
    for day in days:
        for kind in ("backup", "anchors"):
            (folder / f"fazhi-202601{day:02d}-013000.{kind}").touch()


def test_a_backup_is_proved_and_the_oldest_go(installed: Path) -> None:
    folder = installed.parent / "backups"
    of_days(folder, 1, 2, 3, 4)
    (folder / "fazhi-before-the-upgrade.backup").touch()
    assert run(installed, "backup", str(folder), "3") == 0
    asked = (installed / "asked").read_text().splitlines()
    assert [line.split()[0] for line in asked] == ["backup", "verify_backup", "audit_export"]
    kept = sorted(path.name for path in folder.glob("fazhi-2*.backup"))
    assert kept[:2] == ["fazhi-20260103-013000.backup", "fazhi-20260104-013000.backup"] and len(kept) == 3
    assert len(list(folder.glob("fazhi-2*.anchors"))) == 3
    assert (folder / "fazhi-before-the-upgrade.backup").exists()


@pytest.mark.parametrize("fails", ["backup", "verify_backup", "audit_export"])
def test_nothing_old_goes_when_the_new_one_does_not_prove_itself(installed: Path, fails: str) -> None:
    folder = installed.parent / "backups"
    of_days(folder, 1, 2, 3, 4)
    assert run(installed, "backup", str(folder), "2", fails=fails) == 1
    assert len(list(folder.glob("fazhi-202601*.backup"))) == 4


@pytest.mark.parametrize("keep", ["0", "many", "-1"])
def test_a_number_that_would_keep_nothing_is_refused(installed: Path, keep: str) -> None:
    assert run(installed, "backup", str(installed.parent / "backups"), keep) == 2
    assert not (installed / "asked").exists()


def test_every_proof_is_made_whatever_fails(installed: Path) -> None:
    assert run(installed, "check") == 0
    (installed / "asked").unlink()
    assert run(installed, "check", fails="audit_verify") == 1
    asked = (installed / "asked").read_text().split()
    assert asked == ["audit_verify", "verify", "verify_files", "health"]
