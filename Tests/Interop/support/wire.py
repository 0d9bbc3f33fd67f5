"""HTTP written by hand, for requests that no HTTP library would send."""

import socket
import urllib.parse


class Answer:
    def __init__(self, status: int, headers: dict[str, str]):
        self.status = status
        self.headers = headers


def send(url: str, method: str, target: str, headers: dict, body: bytes, keep_open: bool = False) -> Answer | None:
    """Sends the bytes as they are, ends the sending side, and reads the head of the answer, if one comes.

    Whether the body matches the headers is the caller's business; `keep_open` leaves the hub waiting for more.
    """
    address = urllib.parse.urlsplit(url)
    head = f"{method} {target} HTTP/1.1\r\nhost: {address.netloc}\r\n"
    head += "".join(f"{name}: {value}\r\n" for name, value in headers.items()) + "\r\n"
    with socket.create_connection((address.hostname, address.port), timeout=10) as connection:
        try:
            connection.sendall(head.encode("latin-1") + body)
            if not keep_open:
                connection.shutdown(socket.SHUT_WR)
        except (BrokenPipeError, ConnectionResetError):
            # The hub has had enough: it may have said why.
            pass
        received = b""
        try:
            while b"\r\n\r\n" not in received:
                piece = connection.recv(65_536)
                if not piece:
                    return None
                received += piece
        except (TimeoutError, ConnectionResetError):
            return None
    status, *lines = received.split(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    fields = {name.lower(): value.strip() for name, value in (line.split(":", 1) for line in lines)}
    return Answer(int(status.split()[1]), fields)


def chunk(data: bytes) -> bytes:
    """One chunk of a body in chunked encoding. The body ends with `chunk(b"")`."""
    return b"%x\r\n%s\r\n" % (len(data), data)
