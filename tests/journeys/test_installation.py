"""An installation as docs/how-to/install.md makes it, on this machine: PostgreSQL, gunicorn, nginx; then the faults.

Runs with ``--db=postgres`` only: it needs a PostgreSQL of its own, to be stopped, frozen and started again.
"""

from __future__ import annotations

import http.cookiejar
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tests.config.machine import HOST, ROOT, environment, manage, nginx_conf, program
from tests.plugins import postgres

ENGINES = ["postgresql"] if settings.DATABASES["default"]["ENGINE"].endswith("postgresql") else []
PASSWORD = "Wan-Zhou-2026-09"


class Cluster:
    """A PostgreSQL that can be stopped, frozen and started again."""

    def __init__(self) -> None:
        self.url, self.remove = postgres.start()
        self.folder = Path(urllib.parse.unquote(self.url.split("@")[1].rpartition("/")[0]))
        self.how = {"cwd": "/", "check": True, **postgres._unprivileged(str(self.folder))}

    def ctl(self, *arguments: str) -> None:
        command = [postgres._binaries() / "pg_ctl", "-s", "-w", "-D", self.folder / "data", *arguments]
        subprocess.run(command, stdout=subprocess.DEVNULL, **self.how)

    def stop(self) -> None:
        self.ctl("-m", "fast", "stop")

    def start(self) -> None:
        options = f"-c listen_addresses='' -k {self.folder} {postgres.FAST}"
        self.ctl("-l", str(self.folder / "log"), "-o", options, "start")

    def signal(self, number: signal.Signals) -> None:
        """To the server and to every process that serves a connection."""
        first = (self.folder / "data" / "postmaster.pid").read_text().split()[0]
        children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
        for pid in (first, *children):
            os.kill(int(pid), number)


@dataclass
class Answer:
    status: int
    headers: Any
    text: str
    took: float


class Browser:
    """Keeps its cookies, follows redirects, takes 4xx and 5xx for answers."""

    def __init__(self, base: str) -> None:
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.base, self.opener = base, urllib.request.build_opener(urllib.request.ProxyHandler({}), jar)

    def ask(self, path: str, **form: str) -> Answer:
        body = urllib.parse.urlencode(form).encode() if form else None
        request = urllib.request.Request(self.base + path, body, {"Host": HOST, "Referer": self.base + path})
        began = time.perf_counter()
        try:
            with self.opener.open(request, timeout=30) as answer:
                text, status, headers = answer.read().decode(), answer.status, answer.headers
        except urllib.error.HTTPError as error:
            text, status, headers = error.read().decode(), error.code, error.headers
        return Answer(status, headers, text, time.perf_counter() - began)

    def sign_in(self, name: str) -> Answer:
        token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', self.ask("/login/").text)
        assert token
        return self.ask("/login/", csrfmiddlewaretoken=token[1], username=name, password=PASSWORD)


@dataclass
class Installation:
    cluster: Cluster
    told: dict[str, str]
    base: str
    gunicorn: subprocess.Popen[bytes]
    started_in: float

    def browser(self) -> Browser:
        return Browser(self.base)

    def workers(self) -> set[str]:
        pid = self.gunicorn.pid
        return set(Path(f"/proc/{pid}/task/{pid}/children").read_text().split())


def until(holds: Callable[[], bool], seconds: float = 15) -> float:
    """How long it took. Fails when it never came to hold."""
    began = time.perf_counter()
    while time.perf_counter() - began < seconds:
        try:
            if holds():
                return time.perf_counter() - began
        except OSError:
            pass
        time.sleep(0.05)
    pytest.fail(f"did not come to hold within {seconds} s")


@pytest.fixture(scope="module", params=ENGINES)
def site(request: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    folder = tmp_path_factory.mktemp("installation")
    for name in ("static", "files", "public"):
        (folder / name).mkdir()
    cluster, running = Cluster(), []
    log = (folder / "log").open("wb")
    try:
        told = environment(folder, DATABASE_URL=cluster.url, PLAIN_HTTP="1")
        administrator = ["--name", "谭勇", "--role", "administrator", "--district", "500101"]
        for command in (
            ["migrate", "-v0"],
            ["collectstatic", "--noinput", "-v0"],
            ["add_district", "500101"],
            ["create_user", "admin", *administrator, "--password-stdin"],
        ):
            done = manage(told, *command, input=PASSWORD + "\n")
            assert done.returncode == 0, done.stderr
        gunicorn = [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "config.wsgi"]
        began = time.perf_counter()
        bound = [*gunicorn, "-b", f"unix:{folder}/gunicorn.sock"]
        running.append(subprocess.Popen(bound, cwd=ROOT, env=told, stdout=log, stderr=log))
        conf, port, _tls = nginx_conf(folder, "fazhi-plain-http.conf")
        running.append(subprocess.Popen([program("nginx"), "-p", folder, "-c", conf], stderr=log))
        base = f"http://127.0.0.1:{port}"
        until(lambda: Browser(base).ask("/readyz").status == 200)
        yield Installation(cluster, told, base, running[0], time.perf_counter() - began)
    finally:
        for process in running:
            process.terminate()
            process.wait(20)
        log.close()
        cluster.remove()


@pytest.fixture
def signed_in(site: Installation) -> Browser:
    browser = site.browser()
    browser.sign_in("admin")
    return browser


def test_the_first_administrator_signs_in_through_nginx(site: Installation) -> None:
    browser = site.browser()
    answer = browser.sign_in("admin")
    assert answer.status == 200
    assert "谭勇" in answer.text and "万州区系统管理员" in answer.text
    style = re.search(r'href="(/static/css/tokens\.\w+\.css)"', answer.text)
    assert style
    sheet = browser.ask(style[1])
    assert sheet.status == 200 and "immutable" in sheet.headers["Cache-Control"]


def test_no_header_is_said_twice_and_nobody_says_what_serves(site: Installation) -> None:
    for path in ("/", "/login/", "/healthz", "/static/favicon.svg", "/nowhere"):
        headers = site.browser().ask(path).headers
        names = [name.lower() for name in headers if name.lower() not in ("set-cookie", "vary")]
        assert len(names) == len(set(names)), (path, names)
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Server"] == "nginx"
        assert "default-src" in headers["Content-Security-Policy"]


def test_health_is_told_on_the_command_line(site: Installation) -> None:
    done = manage(site.told, "health", "--json")
    said = json.loads(done.stdout)
    # This cluster does without the disk: health says so, and nothing else.
    assert (done.returncode, said["problems"]) == (1, ["durability"])
    assert (said["debug"], said["plain_http"]) == (False, True)


def test_too_large_a_body_is_refused_with_a_page(site: Installation) -> None:
    answer = site.browser().ask("/login/", username="x" * (25 << 20))
    assert answer.status == 413 and "文件太大，没有上传" in answer.text


def test_a_reload_refuses_nobody(site: Installation) -> None:
    """kill -HUP under requests: new workers, and every request answered."""
    before, wrong, done = site.workers(), [], threading.Event()

    def visit() -> None:
        browser = site.browser()
        while not done.is_set():
            answer = browser.ask("/login/")
            if answer.status != 200:
                wrong.append(answer.status)

    visitors = [threading.Thread(target=visit) for _ in range(3)]
    for one in visitors:
        one.start()
    site.gunicorn.send_signal(signal.SIGHUP)
    until(lambda: len(site.workers() - before) == 2 and not site.workers() & before)
    done.set()
    for one in visitors:
        one.join()
    assert wrong == []


def test_a_stopped_database_is_told_truly_and_kept_words_are_shown(
    site: Installation, signed_in: Browser
) -> None:
    """And whoever was there before finds everything when it is back, without a restart of the site."""
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', signed_in.ask("/setup/").text)
    assert token
    site.cluster.stop()
    try:
        probe = site.browser().ask("/readyz")
        assert (probe.status, json.loads(probe.text)["problems"]) == (503, ["database"])
        assert site.browser().ask("/healthz").status == 200
        page = signed_in.ask("/setup/")
        form = {"csrfmiddlewaretoken": token[1], "old_password": PASSWORD, "words": "写了一上午的话。"}
        posted = signed_in.ask("/password/", **form)
        for answer in (page, posted):
            assert answer.status == 503 and answer.headers["Retry-After"] == "30"
            assert 'data-error="unavailable"' in answer.text
        assert "写了一上午的话。" in posted.text and PASSWORD not in posted.text
        assert max(probe.took, page.took, posted.took) < 5
        done = manage(site.told, "health", "--json")
        assert (done.returncode, json.loads(done.stdout)["problems"]) == (1, ["database"])
    finally:
        site.cluster.start()
    answers = [signed_in.ask("/setup/") for _ in range(8)]  # every thread had a connection that is dead now
    assert [one.status for one in answers] == [200] * 8
    assert site.browser().ask("/readyz").status == 200


def test_a_database_that_hangs_is_told_within_five_seconds(site: Installation) -> None:
    site.cluster.signal(signal.SIGSTOP)
    try:
        probe = site.browser().ask("/readyz")
        assert (probe.status, json.loads(probe.text)["problems"]) == (503, ["database"])
        assert probe.took < 5
        assert site.browser().ask("/healthz").took < 1
    finally:
        site.cluster.signal(signal.SIGCONT)
    until(lambda: site.browser().ask("/readyz").status == 200)


def test_while_the_program_is_away_nginx_says_so(site: Installation) -> None:
    site.gunicorn.send_signal(signal.SIGSTOP)
    pids = site.workers()
    for pid in pids:
        os.kill(int(pid), signal.SIGKILL)
    socket = Path(site.told["MEDIA_ROOT"]).parent / "gunicorn.sock"
    aside = socket.with_suffix(".away")
    socket.rename(aside)
    try:
        answer = site.browser().ask("/login/")
        assert answer.status == 502 and "程序正在重新启动" in answer.text
    finally:
        aside.rename(socket)
        site.gunicorn.send_signal(signal.SIGCONT)
    until(lambda: site.browser().ask("/login/").status == 200)
