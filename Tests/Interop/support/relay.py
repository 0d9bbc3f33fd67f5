"""A server before the hub that passes everything on and keeps a list of what was asked."""

import http.client
import threading
import urllib.parse
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler

from .loopback import Loopback, QuietHandler


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    range: str | None
    token: bool
    user_agent: str


class Relay(Loopback):
    """Answers under `url` what the hub answers. Use it in a `with`.

    `hold` makes the body of every file wait until it is set, so that two clients can be caught at the same file.
    """

    def __init__(self, url: str):
        self.hub = urllib.parse.urlsplit(url)
        self.asked: list[Asked] = []
        self.bytes_of_files = 0
        self.pause_after: int | None = None
        self.go_on = threading.Event()
        self.go_on.set()
        self.lock = threading.Lock()

    def handler(self):
        relay = self

        class Handler(QuietHandler):
            def relay(self):
                relay._pass_on(self)

            do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = relay

        return Handler

    def __exit__(self, *_):
        self.go_on.set()
        super().__exit__()

    def files(self, method: str = "GET") -> list[str]:
        """The paths of files that were asked for by this method, through `resolve` or Xet's CAS."""
        return [each.path for each in self.asked if each.method == method and is_file(each.path)]

    def forget(self) -> None:
        with self.lock:
            self.asked.clear()
            self.bytes_of_files = 0

    def _pass_on(self, request: BaseHTTPRequestHandler) -> None:
        headers = request.headers
        with self.lock:
            self.asked.append(
                Asked(
                    request.command,
                    request.path,
                    headers.get("Range"),
                    "Authorization" in headers,
                    headers.get("User-Agent", ""),
                )
            )
        body = request.rfile.read(int(headers.get("Content-Length") or 0))
        connection = http.client.HTTPConnection(self.hub.hostname, self.hub.port, timeout=60)
        try:
            # `Host` stays as it is, so that the hub's links lead here.
            connection.putrequest(request.command, request.path, skip_host=True, skip_accept_encoding=True)
            for name, value in headers.items():
                if name.lower() not in ("connection", "keep-alive"):
                    connection.putheader(name, value)
            connection.endheaders(body or None)
            self._answer(request, connection.getresponse())
        except (BrokenPipeError, ConnectionResetError):
            request.close_connection = True
        finally:
            connection.close()

    def _answer(self, request: BaseHTTPRequestHandler, answer: http.client.HTTPResponse) -> None:
        request.send_response_only(answer.status)
        has_length = answer.getheader("Content-Length") is not None
        for name, value in answer.getheaders():
            if name.lower() not in ("connection", "transfer-encoding"):
                request.send_header(name, value)
        has_body = request.command != "HEAD" and answer.status not in (204, 304)
        if has_body and not has_length:
            request.send_header("Transfer-Encoding", "chunked")
        request.end_headers()
        sent = 0
        while has_body and (piece := answer.read1(65_536)):
            request.wfile.write(piece if has_length else b"%x\r\n%s\r\n" % (len(piece), piece))
            sent += len(piece)
            if is_file(request.path):
                with self.lock:
                    self.bytes_of_files += len(piece)
                if self.pause_after is not None and sent >= self.pause_after:
                    request.wfile.flush()
                    self.go_on.wait(60)
        if has_body and not has_length:
            request.wfile.write(b"0\r\n\r\n")


def is_file(path: str) -> bool:
    """Whether a path stands for the content of a file, and not for what is known of it."""
    return "/resolve/" in path or "/xorbs/" in path or "/reconstructions/" in path
