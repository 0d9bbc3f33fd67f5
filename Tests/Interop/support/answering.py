"""A server with one answer for everything."""

import socket
import threading


def answering(*head: str, body: str = ""):
    """A server that answers everything alike; its address."""
    server = socket.create_server(("127.0.0.1", 0))
    text = "\r\n".join(["HTTP/1.1 " + head[0], *head[1:], f"content-length: {len(body)}", "connection: close"])

    def run():
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            with connection:
                received = b""
                while b"\r\n\r\n" not in received and (piece := connection.recv(65_536)):
                    received += piece
                connection.sendall(f"{text}\r\n\r\n{body}".encode())

    threading.Thread(target=run, daemon=True).start()
    return server, f"http://127.0.0.1:{server.getsockname()[1]}"
