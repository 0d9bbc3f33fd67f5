"""A server before the hub that spoils the content of files on its way: cuts it off, flips bits, or holds it back."""

import http.client
import re
import threading
from http.server import BaseHTTPRequestHandler

from .relay import Relay

PIECE = 16_384


class FaultProxy(Relay):
    """Everything but the content of files passes unchanged. Use it in a `with`.

    `asked` tells what came through, as of every `Relay`.
    """

    def __init__(self, url: str):
        super().__init__(url)
        # Bytes of the content of files that came through.
        self.sent = 0
        # The body of every answer with content ends after this many bytes, and its connection with it.
        self.cut_after: int | None = None
        # How many answers are cut off; None for all.
        self.cuts: int | None = None
        # The position of a bit that is turned over, in the file, or for Xet in the answer; for these paths only.
        self.flip_at: int | None = None
        self.flip_in = ""
        # When this many bytes have come through in all, nothing more does, until `release`.
        self.hold_at: int | None = None
        self.held = threading.Event()

    def contents(self) -> list[str]:
        """The paths of answers with content of files that were asked for."""
        return [each.path for each in self.asked if each.method == "GET" and is_content(each.path)]

    def forget(self) -> None:
        super().forget()
        self.sent = 0

    def hold(self, count: int) -> None:
        self.held.clear()
        self.go_on.clear()
        self.hold_at = count

    def release(self) -> None:
        """Lets everything through again. Who is held still is gone by now, or goes on."""
        self.hold_at = None
        self.go_on.set()

    def _answer(self, request: BaseHTTPRequestHandler, answer: http.client.HTTPResponse) -> None:
        if request.command == "HEAD" or answer.status not in (200, 206) or not is_content(request.path):
            super()._answer(request, answer)
            return
        request.send_response_only(answer.status)
        has_length = answer.getheader("Content-Length") is not None
        for name, value in answer.getheaders():
            if name.lower() not in ("connection", "transfer-encoding"):
                request.send_header(name, value)
        if not has_length:
            request.send_header("Connection", "close")
        request.end_headers()
        position = first = start_of(answer)
        end = self._end(first)
        while piece := answer.read1(PIECE):
            piece = piece if end is None else piece[: end - position]
            request.wfile.write(self._spoilt(piece, position, request.path))
            request.wfile.flush()
            position += len(piece)
            self._count(len(piece))
            if position == end:
                break
        if not has_length or position == end:
            request.close_connection = True

    def _end(self, first: int) -> int | None:
        """Where the answer is cut off."""
        with self.lock:
            if self.cut_after is None or self.cuts == 0:
                return None
            if self.cuts is not None:
                self.cuts -= 1
            return first + self.cut_after

    def _spoilt(self, piece: bytes, position: int, path: str) -> bytes:
        place = None if self.flip_at is None else self.flip_at - position
        if place is None or not 0 <= place < len(piece) or not re.search(self.flip_in, path):
            return piece
        return piece[:place] + bytes([piece[place] ^ 0x04]) + piece[place + 1 :]

    def _count(self, count: int) -> None:
        with self.lock:
            self.sent += count
            is_full = self.hold_at is not None and self.sent >= self.hold_at
        if is_full:
            self.held.set()
            self.go_on.wait(60)


def is_content(path: str) -> bool:
    """Whether a path stands for bytes of files: those of a file, or of a xorb, which the hub has below its CAS."""
    return "/resolve/" in path or "/data/" in path and path.startswith("/cas/")


def start_of(answer: http.client.HTTPResponse) -> int:
    """Where in the file the body begins. Of Xet's answers, which hold parts of other things, 0."""
    found = re.match(r"bytes (\d+)-", answer.getheader("Content-Range") or "")
    return int(found[1]) if found else 0
