"""deploy/ moved into a temporary folder: the same files with this machine's paths and ports."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
HOST = "fazhi.example.gov.cn"


def program(name: str) -> str:
    """A program of the machine. Without it the test is skipped on a developer's machine, and fails in CI."""
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin")
    if found:
        return found
    reason = f"no {name} on this machine (.ci/run installs it)"
    if os.environ.get("CI", "").lower() in ("1", "true"):
        pytest.fail(reason)
    pytest.skip(reason)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def environment(folder: Path, **changes: str) -> dict[str, str]:
    """What systemd would make of the example, with paths below ``folder``, and nothing of this process's."""
    lines = (DEPLOY / "fazhi.env.example").read_text("utf-8").splitlines()
    told = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    told = {name: value.replace("/var/lib/fazhi", str(folder)) for name, value in told.items()}
    told |= {"SECRET_KEY": "Zq8-" + "vT2xKp9LmWc4RbYs7HnDf3Gj6" * 2, **changes}
    return {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "PYTHONWARNINGS": "ignore", **told}


def manage(told: dict[str, str], *arguments: str, **more: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", *arguments]
    options = {"cwd": ROOT, "env": told, "capture_output": True, "text": True, "timeout": 120, "check": False}
    return subprocess.run(command, **{**options, **more})


def nginx_conf(folder: Path, site: str) -> tuple[Path, int, int]:
    """A whole nginx.conf below ``folder`` around one of ours; the ports that stand for 80 and 443."""
    plain, tls = free_port(), free_port()
    for file in (*DEPLOY.glob("nginx/*.conf"),):
        text = file.read_text("utf-8")
        for ours, here in (
            ("/opt/fazhi/current/deploy/nginx/pages", str(DEPLOY / "nginx" / "pages")),
            ("/opt/fazhi/current/deploy/nginx", str(folder)),
            ("/var/lib/fazhi", str(folder)),
            ("/run/fazhi", str(folder)),
            ("/etc/fazhi/tls", str(folder)),
            ("listen 80;", f"listen 127.0.0.1:{plain};"),
            ("listen 443 ssl;", f"listen 127.0.0.1:{tls} ssl;"),
        ):
            text = text.replace(ours, here)
        lines = [line for line in text.splitlines() if "listen [::]" not in line]
        (folder / file.name).write_text("\n".join(lines), "utf-8")
    temporary = "".join(
        f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = folder / "nginx.conf"
    whole.write_text(
        f"daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log; {'user root;' if os.geteuid() == 0 else ''}"
        f"events {{}} http {{ include /etc/nginx/mime.types; access_log off; {temporary}"
        f" include {folder}/{site}; }}",
        "utf-8",
    )
    return whole, plain, tls
