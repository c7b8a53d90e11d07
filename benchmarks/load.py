"""The load, from a process of its own: ``python -m benchmarks.load pages|storm …`` prints one JSON object.

It speaks HTTP over kept-alive loopback sockets with requests written beforehand, so that it costs the machine it
shares with the server as little as it can. It ends by its count or its seconds, whichever comes first.
"""

from __future__ import annotations

import argparse
import json
import socket
import statistics
import sys
import threading
import time
from typing import Any

#: Answers later than this count as errors.
PATIENCE = 10.0


class Connection:
    """One kept-alive connection; opened again when the server closed it between two requests."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.socket: socket.socket | None = None

    def ask(self, request: bytes) -> tuple[int, bytes]:
        """Status and body. A kept connection may have been closed meanwhile: then once more on a new one."""
        kept = self.socket is not None
        try:
            return self._ask(request)
        except OSError:
            self.close()
            if not kept:
                raise
            return self._ask(request)

    def _ask(self, request: bytes) -> tuple[int, bytes]:
        if self.socket is None:
            self.socket = socket.create_connection(("127.0.0.1", self.port), PATIENCE)
        self.socket.sendall(request)
        data = b""
        while b"\r\n\r\n" not in data:
            data += self._more()
        head, _, body = data.partition(b"\r\n\r\n")
        fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
        size = int(fields[b"content-length"])
        while len(body) < size:
            body += self._more()
        if fields.get(b"connection") == b"close":
            self.close()
        return int(head.split(b" ", 2)[1]), body

    def _more(self) -> bytes:
        assert self.socket is not None
        data = self.socket.recv(65536)
        if not data:
            raise ConnectionError("closed")
        return data

    def close(self) -> None:
        if self.socket is not None:
            self.socket.close()
        self.socket = None


def pages(port: int, path: str, seconds: float, connections: int, most: int = 100_000) -> dict[str, Any]:
    """As many GETs of one page as the server answers: requests a second, and how many failed."""
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()
    end, counts, errors = time.perf_counter() + seconds, [0] * connections, [0] * connections

    def reader(number: int) -> None:
        connection = Connection(port)
        while time.perf_counter() < end and counts[number] < most // connections:
            try:
                errors[number] += connection.ask(request)[0] != 200
            except OSError:
                errors[number] += 1
            counts[number] += 1
        connection.close()

    began = time.perf_counter()
    _together([threading.Thread(target=reader, args=(number,)) for number in range(connections)])
    took = time.perf_counter() - began
    return {"requests": sum(counts), "per_second": sum(counts) / took, "errors": sum(errors)}


def storm(port: int, users: list[dict[str, Any]], period: float, seconds: float) -> dict[str, Any]:
    """Each user posts a save of his row every ``period``, evenly staggered, whether the server keeps up or not.

    A latency counts from the moment at which the user pressed, not from that at which a connection was free.
    """
    waits: list[float] = []
    errors: list[str] = []
    began = time.perf_counter() + 0.2

    def writer(mine: list[tuple[int, dict[str, Any]]]) -> None:
        connections = {number: Connection(port) for number, _ in mine}
        for turn in range(max(1, round(seconds / period))):
            for number, user in mine:
                due = began + turn * period + number * period / len(users)
                time.sleep(max(0.0, due - time.perf_counter()))
                try:
                    status, body = connections[number].ask(_save(user, turn))
                    if status != 200:
                        errors.append(f"{status} {body[:200].decode(errors='replace')}")
                    else:
                        user["revision"] = json.loads(body)["revision"]
                except OSError as error:
                    errors.append(repr(error))
                connections[number].close()
                waits.append((time.perf_counter() - due) * 1000)

    hands = min(64, len(users))
    numbered = list(enumerate(users))
    _together([threading.Thread(target=writer, args=(numbered[hand::hands],)) for hand in range(hands)])
    ordered = sorted(waits)
    return {
        "users": len(users),
        "requests": len(waits),
        "median": statistics.median(ordered),
        "p95": ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))],
        "errors": len(errors),
        "first_error": errors[0] if errors else "",
    }


def _save(user: dict[str, Any], turn: int) -> bytes:
    body = json.dumps({"revision": user["revision"], "body": f"{user['body']}第{turn + 1}次保存。"}).encode()
    head = (
        f"POST {user['path']} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\nCookie: sessionid={user['session']}; csrftoken={user['token']}\r\n"
        f"X-CSRFToken: {user['token']}\r\n\r\n"
    )
    return head.encode() + body


def _together(threads: list[threading.Thread]) -> None:
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description="Load for benchmarks.serving.")
    parser.add_argument("what", choices=["pages", "storm"])
    parser.add_argument("port", type=int)
    parser.add_argument("--path", default="/")
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--period", type=float, default=10)
    parser.add_argument("--connections", type=int, default=8)
    chosen = parser.parse_args(arguments)
    if chosen.what == "pages":
        found = pages(chosen.port, chosen.path, chosen.seconds, chosen.connections)
    else:
        found = storm(chosen.port, json.load(sys.stdin), chosen.period, chosen.seconds)
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1:])
