"""Pulls a model as Ollama does, and is as strict as it is: sizes, digests, no credential with the pieces."""

import concurrent.futures
import hashlib
import re

import requests

MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
CONFIG = "application/vnd.docker.container.image.v1+json"
LAYER = "application/vnd.ollama.image."
AGENT = {"user-agent": "ollama/0.13.0 (amd64 linux) Go/go1.24.1"}
PIECES = 16


class Refused(Exception):
    def __init__(self, answer: requests.Response):
        super().__init__(f"pull model manifest: {answer.status_code}: {answer.text}")
        self.answer = answer


class Ollama:
    def __init__(self, url: str, token: str | None = None):
        self.url = url
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.headers.update(AGENT)
        self.credential = {"authorization": f"Bearer {token}"} if token else {}

    def manifest(self, repo: str, tag: str = "latest") -> dict:
        answer = self.session.get(
            f"{self.url}/v2/{repo}/manifests/{tag}", headers={**self.credential, "accept": MANIFEST}, timeout=60
        )
        if answer.status_code != 200:
            raise Refused(answer)
        assert answer.headers["content-type"] == MANIFEST
        assert answer.headers["docker-content-digest"] == "sha256:" + hashlib.sha256(answer.content).hexdigest()
        manifest = answer.json()
        assert manifest["schemaVersion"] == 2 and manifest["mediaType"] == MANIFEST
        assert manifest["config"]["mediaType"] == CONFIG
        layers = manifest["layers"]
        assert layers[0]["mediaType"] == LAYER + "model"
        for layer in [*layers, manifest["config"]]:
            assert re.fullmatch("sha256:[0-9a-f]{64}", layer["digest"])
            assert type(layer["size"]) is int and layer["size"] >= 0
        return manifest

    def pull(self, repo: str, tag: str = "latest") -> dict[str, bytes]:
        """Every layer by its kind, and the config as `config`."""
        manifest = self.manifest(repo, tag)
        found = {}
        for layer in [*manifest["layers"], manifest["config"]]:
            kind = layer["mediaType"].removeprefix(LAYER)
            found["config" if kind == CONFIG else kind] = self.blob(repo, layer["digest"], layer["size"])
        return found

    def blob(self, repo: str, digest: str, size: int) -> bytes:
        url = f"{self.url}/v2/{repo}/blobs/{digest}"
        head = self.session.head(url, headers=self.credential, timeout=60)
        assert head.status_code == 200 and int(head.headers["content-length"]) == size
        # A redirect to another host would be taken for the address of the pieces.
        direct = self.session.get(
            url, headers={**self.credential, "range": "bytes=0-0"}, allow_redirects=False, timeout=60
        )
        assert direct.status_code == (206 if size else 416)

        # The real thing cuts pieces of 100 MB at least; smaller ones here make the same requests.
        step = max(-(-size // PIECES), 1)
        starts = range(0, size, step)
        with concurrent.futures.ThreadPoolExecutor(PIECES) as pool:
            content = b"".join(pool.map(lambda start: self._piece(url, start, min(start + step, size)), starts))
        assert "sha256:" + hashlib.sha256(content).hexdigest() == digest, "digest mismatch"
        return content

    def _piece(self, url: str, start: int, end: int) -> bytes:
        # Without a credential.
        answer = requests.get(url, headers={**AGENT, "range": f"bytes={start}-{end - 1}"}, timeout=60)
        assert answer.status_code == 206 and not answer.history
        assert len(answer.content) == end - start
        return answer.content
