"""What is measured: a hub with something in it, and nginx beside it."""

import base64
import hashlib
import http.client
import json
import os
import pathlib
import subprocess
import time
import urllib.parse

from support.hub import Hub
from support.postgres import free_port

NGINX = """
worker_processes auto;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
daemon off;
{user}
events {{ worker_connections 1024; }}
http {{
    access_log off;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 1000000;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
        root {folder}/files;
    }}
    server {{
        listen 127.0.0.1:{slow_port};
        location / {{
            proxy_pass {hub};
            proxy_http_version 1.1;
            proxy_max_temp_file_size 0;
            proxy_set_header Host $http_host;
            limit_rate 24m;
        }}
    }}
}}
"""


class Nginx:
    """Serves the files that are put into its folder; and a hub, with 24 MiB/s for each connection."""

    def __init__(self, folder: pathlib.Path, hub: str):
        self.folder = folder
        self.files = folder / "files"
        self.files.mkdir(parents=True)
        self.url = f"http://127.0.0.1:{(port := free_port())}"
        self.slow_hub = f"http://127.0.0.1:{(slow_port := free_port())}"
        # As root, nginx would give its workers to a user that can't read the folder.
        user = "user root;" if os.geteuid() == 0 else ""
        (folder / "nginx.conf").write_text(
            NGINX.format(folder=folder, port=port, slow_port=slow_port, hub=hub, user=user)
        )
        self.process = subprocess.Popen(["nginx", "-c", str(folder / "nginx.conf")], env=self._environment())
        self._wait(port)

    @staticmethod
    def _environment() -> dict:
        # Debian puts it where only root looks.
        return {**os.environ, "PATH": os.environ["PATH"] + ":/usr/sbin"}

    def _wait(self, port: int) -> None:
        for _ in range(100):
            try:
                http.client.HTTPConnection("127.0.0.1", port, timeout=1).connect()
                return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError(f"nginx did not start: see {self.folder}/error.log")

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait()


class World:
    def __init__(self, folder: pathlib.Path):
        self.folder = folder
        self.hub = Hub(folder / "data")
        # The tests cut files into small parts; measured is what a hub does by default.
        for name in ("ROOST_LFS_MULTIPART_THRESHOLD", "ROOST_LFS_MULTIPART_CHUNK"):
            self.hub.environment.pop(name)

    def __enter__(self) -> "World":
        self.hub.start()
        self.nginx = Nginx(self.folder / "nginx", self.hub.url)
        return self

    def __exit__(self, *error) -> None:
        self.nginx.stop()
        if self.hub.process.poll() is None:
            self.hub.stop()

    @property
    def pid(self) -> int:
        return self.hub.process.pid

    def request(self, method: str, path: str, body=None, content_type: str = "application/json", token=True):
        """Answers status, headers and body; anything but success is a failure of the benchmark."""
        address = urllib.parse.urlsplit(path if path.startswith("http") else self.hub.url + path)
        connection = http.client.HTTPConnection(address.hostname, address.port, timeout=600)
        headers = {"content-type": content_type} if body is not None else {}
        if token:
            headers["authorization"] = f"Bearer {self.hub.admin_token}"
        target = address.path + (f"?{address.query}" if address.query else "")
        connection.request(method, target, body=body, headers=headers)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        if answer.status >= 300:
            raise RuntimeError(f"{method} {path}: {answer.status} {content[:300]!r}")
        return answer.headers, content

    def create(self, name: str) -> str:
        """Makes the public model `admin/bench-NAME`: the plain names of some cases are reserved words."""
        self.request("POST", "/api/repos/create", json.dumps({"name": f"bench-{name}", "type": "model"}))
        return f"admin/bench-{name}"

    def commit(self, repo: str, body: bytes) -> None:
        self.request("POST", f"/api/models/{repo}/commit/main", body, "application/x-ndjson")

    def upload_large(self, repo: str, path: str, source: pathlib.Path) -> None:
        """Uploads by LFS in one piece, as git-lfs would, and commits."""
        with source.open("rb") as file:
            oid = hashlib.file_digest(file, "sha256").hexdigest()
        size = source.stat().st_size
        batch = {"operation": "upload", "transfers": ["basic"], "objects": [{"oid": oid, "size": size}]}
        _, answer = self.request("POST", f"/{repo}.git/info/lfs/objects/batch", json.dumps(batch))
        actions = json.loads(answer)["objects"][0].get("actions")
        if actions:
            href = actions["upload"]["href"]
            subprocess.run(
                [
                    "curl",
                    "--silent",
                    "--show-error",
                    "--fail",
                    "--upload-file",
                    str(source),
                    "--output",
                    os.devnull,
                    href,
                ],
                check=True,
            )
        large = {"key": "lfsFile", "value": {"path": path, "algo": "sha256", "oid": oid, "size": size}}
        self.commit(repo, header("large") + line(large))


def line(operation: dict) -> bytes:
    return json.dumps(operation).encode() + b"\n"


def header(summary: str) -> bytes:
    return line({"key": "header", "value": {"summary": summary, "description": ""}})


def file(path: str, content: bytes) -> bytes:
    encoded = base64.b64encode(content).decode()
    return line({"key": "file", "value": {"path": path, "content": encoded, "encoding": "base64"}})
