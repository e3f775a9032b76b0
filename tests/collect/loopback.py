"""A real server on the loopback, that answers with the bytes a test scripts and writes down what it was asked.

Each path has a list of answers, used one after the other; the last one stays. An answer is the bytes to
send, or a function that gets the connection and the request and misbehaves as it likes.
"""

import contextlib
import socket
import socketserver
import ssl
import threading
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Self

Answer = bytes | Callable[[socket.socket, "Asked"], None]


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it arrived: header names in lower case."""

    path: str
    headers: dict[str, str]


def http(body: bytes = b"", status: str = "200 OK", length: int | None = None, **headers: str) -> bytes:
    """A whole HTTP answer; ``length`` lies about the body's size where it is given."""
    lines = {"Content-Length": str(len(body) if length is None else length), "Connection": "close"}
    lines |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body


@dataclass
class Loopback:
    """The server; ``asked`` holds every request in order."""

    context: ssl.SSLContext | None = None
    asked: list[Asked] = field(default_factory=list)
    answers: defaultdict[str, list[Answer]] = field(default_factory=lambda: defaultdict(list))

    def __enter__(self) -> Self:
        loopback = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                with contextlib.suppress(OSError):
                    loopback.serve(self.request)

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True
            request_queue_size = 64

        self._server = Server(("127.0.0.1", 0), Handler)
        self.port: int = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        """The address of a path."""
        scheme = "https" if self.context else "http"
        return f"{scheme}://{host}:{self.port}{path}"

    def on(self, path: str, *answers: Answer) -> str:
        """Answer a path so, one after the other; gives its address."""
        self.answers[path] = list(answers)
        return self.url(path)

    def serve(self, connection: socket.socket) -> None:
        """Read one request and answer it."""
        if self.context is not None:
            connection = self.context.wrap_socket(connection, server_side=True)
        received = b""
        while b"\r\n\r\n" not in received:
            part = connection.recv(65_536)
            if not part:
                return
            received += part
        head = received.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
        pairs = (line.partition(":") for line in head[1:])
        asked = Asked(head[0].split(" ")[1], {name.strip().lower(): value.strip() for name, _, value in pairs})
        self.asked.append(asked)
        queue = self.answers[asked.path]
        answer = http(b"nothing here", "404 Not Found") if not queue else queue.pop(0) if len(queue) > 1 else queue[0]
        if callable(answer):
            answer(connection, asked)
        else:
            connection.sendall(answer)
        with contextlib.suppress(OSError):
            if isinstance(connection, ssl.SSLSocket):
                connection.unwrap()
            connection.shutdown(socket.SHUT_WR)
        connection.close()
