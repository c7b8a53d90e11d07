"""The cage: what a child that reads a stranger's file cannot do, each with its control outside the cage."""

from __future__ import annotations

import io
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from reports.imports import ImportRefused, cage, cage_protections, parse, read_file
from tests.reports.imports.wordfile import FILLER, paragraph, word
from tests.samples.make_docx import HERE

ROOT = str(Path(cage.__file__).parents[2])


def inside(code: str, *, shut: bool = True) -> subprocess.CompletedProcess[str]:
    """Runs code in a child, shut in like a reader, or free: the control."""
    begin = f"import sys; sys.path.insert(0, {ROOT!r}); from reports.imports import cage\n"
    script = begin + ("cage.shut()\n" if shut else "") + code
    return subprocess.run(
        [sys.executable, "-I", "-S", "-c", script], capture_output=True, text=True, check=False, timeout=60
    )


# --------------------------------------------------------------------------- what comes through


@pytest.mark.parametrize("name", ["xinxiang-2022.txt", "xinxiang-2022.docx"])
def test_the_cage_reads_what_the_process_reads(name: str) -> None:
    data = (HERE / name).read_bytes()
    caged, free = read_file(name, data), parse(name, data)
    assert (caged.repairs, caged.leftovers, caged.sentence) == (free.repairs, free.leftovers, free.sentence)
    assert [part.title for part in caged.content.parts] == [part.title for part in free.content.parts]


def test_a_refusal_comes_through_with_its_code_and_sentence() -> None:
    with pytest.raises(ImportRefused) as refused:
        read_file("a.docx", b"PK\x03\x04 broken")
    assert (refused.value.code, refused.value.sentence[-1]) == ("unreadable", "。")
    with pytest.raises(ImportRefused, match="空的"):
        read_file("a.docx", b"")


def test_a_file_name_of_any_kind_is_only_looked_at_for_its_suffix() -> None:
    for name in ("a\0;rm -rf.txt", "\ud800.txt", "../../$(x).TXT"):
        assert read_file(name, (FILLER * 2).encode()).source_characters > 50
    with pytest.raises(ImportRefused, match=r"只能读取"):
        read_file("", FILLER.encode())


def test_the_child_is_quick_to_start_and_knows_no_django() -> None:
    begun = time.perf_counter()
    read_file("a.docx", word(paragraph(FILLER)))
    assert time.perf_counter() - begun < 3
    loaded = inside(
        "import sys; print([n for n in sys.modules if n.split('.')[0] in ('django', 'lxml', 'docx')])"
    )
    assert loaded.stdout.strip() == "[]"


# --------------------------------------------------------------------------- what it may not


def test_what_protects_is_said() -> None:
    held = cage_protections()
    assert set(held) == {"network", "processes", "writing", "memory", "time"}
    assert "audit hook" in held["network"]


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server


def connecting(listener: socket.socket) -> str:
    port = listener.getsockname()[1]
    return f"import socket; socket.create_connection(('127.0.0.1', {port}), 5); print('through')"


def test_there_is_no_network_inside_and_there_is_one_outside(listener: socket.socket) -> None:
    code = connecting(listener)
    assert "through" in inside(code, shut=False).stdout
    caged = inside(code)
    assert "through" not in caged.stdout
    assert "PermissionError: not in the cage" in caged.stderr


def test_the_network_namespace_holds_where_the_kernel_gives_one(listener: socket.socket) -> None:
    """Below the interpreter: without the audit hook, the kernel still has no road out."""
    code = "import sys\nsys.addaudithook = lambda hook: None\nprint(cage.shut()['network'])\n" + connecting(
        listener
    )
    run = inside(code, shut=False)
    assert ("through" in run.stdout) is not ("namespace" in run.stdout)


@pytest.mark.parametrize(
    "code",
    [
        "import os; os.system('echo through')",
        "import os; os.fork() or print('through')",
        "import subprocess; print(subprocess.run(['echo', 'through'], capture_output=True).stdout)",
        "import ctypes; ctypes.CDLL('libm.so.6'); print('through')",
    ],
)
def test_no_process_and_no_library_starts_inside(code: str) -> None:
    assert "through" in inside(code, shut=False).stdout
    assert "through" not in inside(code).stdout


def test_nothing_is_written_inside(tmp_path: Path) -> None:
    target = tmp_path / "written"
    code = f"open({str(target)!r}, 'w').write('x')"
    inside(code)
    assert not target.exists()
    inside(code, shut=False)
    assert target.exists()


def test_memory_ends_at_its_limit() -> None:
    code = "x = bytearray(600 * 1024 * 1024); print('through')"
    assert "through" in inside(code, shut=False).stdout
    assert "MemoryError" in inside(code).stderr


# --------------------------------------------------------------------------- what becomes of a child


class Children:
    """Stands in for the start line of the child, to let it misbehave."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.monkeypatch = monkeypatch

    def will(self, code: str) -> None:
        self.monkeypatch.setattr(cage, "_START", code)


@pytest.fixture
def children(monkeypatch: pytest.MonkeyPatch) -> Children:
    return Children(monkeypatch)


def refusal(seconds: float = 10) -> ImportRefused:
    with pytest.raises(ImportRefused) as refused:
        cage.run("a.txt", FILLER.encode(), seconds=seconds)
    return refused.value


def test_a_child_that_lingers_is_killed_with_its_whole_group(children: Children, tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    children.will(
        "import os, time\n"
        f"child = os.fork()\nopen({str(pids)!r}, 'a').write(f'{{os.getpid()}}\\n')\ntime.sleep(60)"
    )
    begun = time.perf_counter()
    assert refusal(seconds=2).code == "timed_out"
    assert time.perf_counter() - begun < 8
    started = [int(line) for line in pids.read_text().split()]
    assert len(started) == 2
    assert wait_until_gone(started)


def wait_until_gone(pids: list[int]) -> bool:
    for _ in range(100):
        if not any(alive(pid) for pid in pids):
            return True
        time.sleep(0.05)
    return False


def alive(pid: int) -> bool:
    """Whether a process runs; one that is dead but not yet buried by its new parent does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_child_that_burns_its_processor_time_is_timed_out(children: Children) -> None:
    children.will("import os, signal; os.kill(os.getpid(), signal.SIGXCPU)")
    assert refusal().code == "timed_out"


def test_the_processor_limit_is_set() -> None:
    assert (
        inside("import resource; print(resource.getrlimit(resource.RLIMIT_CPU))").stdout.strip() == "(10, 10)"
    )


@pytest.mark.parametrize(
    ("code", "refused"),
    [
        ("print('no json')", "unreadable"),
        ("raise SystemExit(3)", "unreadable"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "out_of_memory"),
    ],
)
def test_a_child_that_dies_or_babbles_is_a_sentence(children: Children, code: str, refused: str) -> None:
    children.will(code)
    assert refusal().code == refused


def answered(data: bytes) -> dict[str, list[str]]:
    target = io.BytesIO()
    cage.answer(".txt", io.BytesIO(data), target)
    found: dict[str, list[str]] = json.loads(target.getvalue())
    return found


@pytest.mark.parametrize(
    ("fault", "code"),
    [(MemoryError(), "out_of_memory"), (RecursionError(), "unreadable"), (KeyError("x"), "unreadable")],
)
def test_whatever_goes_wrong_inside_becomes_a_sentence(
    monkeypatch: pytest.MonkeyPatch, fault: Exception, code: str
) -> None:
    def fail(*_: object) -> None:
        raise fault

    monkeypatch.setattr(cage, "propose", fail)
    assert answered(FILLER.encode())["refused"][0] == code


def test_the_child_answers_in_json() -> None:
    assert answered(b"")["refused"][0] == "too_short"
    assert "proposal" in answered((FILLER * 2).encode())


def test_the_child_shuts_itself_in_before_it_reads(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    done: list[str] = []
    monkeypatch.setattr(cage, "shut", lambda: done.append("shut") or {"network": "x"})
    monkeypatch.setattr(cage, "answer", lambda suffix, *_: done.append(suffix))
    cage.main(["read", ".txt"])
    cage.main(["protections"])
    assert done == ["shut", ".txt", "shut"]
    assert json.loads(capsys.readouterr().out) == {"network": "x"}


@pytest.mark.parametrize(
    ("event", "arguments"),
    [
        ("socket.connect", ()),
        ("subprocess.Popen", ()),
        ("os.fork", ()),
        ("open", ("a", "w", os.O_WRONLY | os.O_CREAT)),
    ],
)
def test_the_audit_hook_refuses_what_reading_does_not_need(event: str, arguments: tuple[object, ...]) -> None:
    with pytest.raises(PermissionError):
        cage._refuse(event, arguments)


def test_the_audit_hook_lets_reading_pass() -> None:
    cage._refuse("open", ("a", "r", os.O_RDONLY))
    cage._refuse("open", ("a", "r", None))
    cage._refuse("import", ("x",))
