"""Reading a stranger's file in a child process that can do nothing but answer.

The child has no network, 512 MB of memory, 10 seconds, no file to write and no process to start; what it
answers is JSON. It is started with ``-I -S``: the standard library and this room, no environment, no
third-party code (a carrier that needs a package will have to give that up and say so here). Which
protections really hold on this machine ``cage_protections()`` says; the kernel may refuse the network
namespace, and then the interpreter's own refusal (the audit hook, which cannot be taken off again) stands
alone.
"""

from __future__ import annotations

import contextlib
import ctypes
import functools
import json
import os
import re
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path, PurePath
from typing import Any, BinaryIO

from reports.imports import carriers, returned
from reports.imports.proposal import ImportRefused
from reports.imports.reading import propose

MEMORY = 512 * 1024 * 1024
SECONDS = 10
_ROOT = Path(__file__).resolve().parents[2]
_START = (
    "import sys; sys.path.insert(0, sys.argv[1]); from reports.imports.cage import main; main(sys.argv[2:])"
)
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS = 1, 38
_FORBIDDEN = (
    "socket.",
    "subprocess.",
    "os.system",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.kill",
    "ctypes.",
)
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND

_TIMED_OUT = (
    "timed_out",
    "读取文件超过10秒，已停止。请在Word或WPS中另存为.docx后再上传，或复制全文直接粘贴。",
)
_TOO_MUCH = ("out_of_memory", "文件结构过大，读取时超出限制，已停止。请复制全文直接粘贴。")
_BROKEN = (
    "unreadable",
    "文件无法读取，可能已损坏。请在Word或WPS中打开后另存为.docx再上传，或复制全文直接粘贴。",
)


# --------------------------------------------------------------------------- outside


def run(name: str, data: bytes, *, what: str = "read", seconds: float = SECONDS) -> dict[str, Any]:
    """What a reader of ``READERS`` makes of the file, as plain data. Raises ImportRefused, also when the child dies."""
    suffix = re.sub(r"[^.a-z0-9]", "", PurePath(name).suffix.lower())[:12]
    out, status = _ask([what, suffix], data, seconds)
    if status is None or -status in (signal.SIGXCPU, signal.SIGKILL):
        raise ImportRefused(*_TIMED_OUT)
    try:
        answer: dict[str, Any] = json.loads(out)
    except ValueError:
        raise ImportRefused(*(_BROKEN if status >= 0 else _TOO_MUCH)) from None
    if "refused" in answer:
        raise ImportRefused(*answer["refused"])
    proposal: dict[str, Any] = answer["proposal"]
    return proposal


@functools.cache
def cage_protections() -> dict[str, str]:
    """The protections that hold for a child on this machine, each with how: for ``health`` and installers."""
    out, _ = _ask(["protections"], b"", SECONDS)
    found: dict[str, str] = json.loads(out)
    return found


def _ask(arguments: list[str], data: bytes, seconds: float) -> tuple[bytes, int | None]:
    """The child's answer and its exit status; None when it had to be stopped."""
    child = subprocess.Popen(  # noqa: S603 - our own interpreter, arguments of our own making
        [sys.executable, "-I", "-S", "-c", _START, str(_ROOT), *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env={"PYTHONHASHSEED": "0"},
        start_new_session=True,
    )
    try:
        out, _ = child.communicate(data, timeout=seconds)
        return out, child.returncode
    except subprocess.TimeoutExpired:
        return b"", None
    finally:
        if child.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            child.communicate()


# --------------------------------------------------------------------------- inside


def main(arguments: list[str]) -> None:
    """The child: shuts itself in, reads standard input, answers on standard output."""
    held = shut()
    if arguments[0] == "protections":
        sys.stdout.write(json.dumps(held))
    else:
        answer(arguments[1], sys.stdin.buffer, sys.stdout.buffer, READERS[arguments[0]])


def _report(name: str, data: bytes) -> dict[str, Any]:
    return propose(carriers.read(name, data)).to_plain()


def _returned(name: str, data: bytes) -> dict[str, Any]:
    return returned.read(name, data).to_plain()


#: What the child can be asked to read: any report, or a copy of ours that comes back.
READERS: dict[str, Callable[[str, bytes], dict[str, Any]]] = {"read": _report, "returned": _returned}


def answer(
    suffix: str,
    source: BinaryIO,
    target: BinaryIO,
    reader: Callable[[str, bytes], dict[str, Any]] = _report,
) -> None:
    """Reads one file and writes {"proposal": …} or {"refused": [code, sentence]}."""
    try:
        plain = {"proposal": reader(f"file{suffix}", source.read())}
        text = json.dumps(plain, ensure_ascii=True).encode("ascii")
    except ImportRefused as refusal:
        text = json.dumps({"refused": [refusal.code, refusal.sentence]}).encode("ascii")
    except MemoryError:
        text = json.dumps({"refused": _TOO_MUCH}).encode("ascii")
    except Exception:  # whatever a hostile file provokes, the clerk gets a sentence
        text = json.dumps({"refused": _BROKEN}).encode("ascii")
    target.write(text)
    target.flush()


def shut() -> dict[
    str, str
]:  # pragma: no cover - only ever run in a child (tests/reports/imports/test_cage.py)
    """Gives up, for good, whatever reading a file does not need. Returns what really holds."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    alone = libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0
    limits = (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    )
    for kind, amount in limits:
        resource.setrlimit(kind, (amount, amount))
    sys.addaudithook(_refuse)
    return {
        "network": "network namespace, audit hook" if alone else "audit hook",
        "processes": "audit hook",
        "writing": "audit hook, file size 0",
        "memory": f"{MEMORY} bytes",
        "time": f"{SECONDS} s of processor, {SECONDS} s by the clock",
    }


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    """The audit hook: no socket, no process, no library, no file opened for writing."""
    if event.startswith(_FORBIDDEN):
        raise PermissionError(f"not in the cage: {event}")
    if event == "open" and isinstance(arguments[2], int) and arguments[2] & _WRITING:
        raise PermissionError("not in the cage: writing")
