"""What the contract tests find on the hub: people, an organization, and repos of every type with known content."""

import hashlib
import struct
import time

from .content import random_bytes
from .raw import Raw

CARD = b"""---
license: mit
language: en
library_name: transformers
pipeline_tag: text-generation
tags: [tiny]
---
# A card
"""
DATASET_CARD = b"""---
license: mit
language: [en]
task_categories: [text-classification]
size_categories: [n<1K]
---
# A card
"""
SPACE_CARD = b"""---
title: An app
sdk: static
models: [alice/tiny]
---
# A card
"""
HEADER = b'{"weight":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}'
SAFETENSORS = struct.pack("<Q", len(HEADER)) + HEADER + bytes(8)


def _text(text: bytes) -> bytes:
    return struct.pack("<Q", len(text)) + text


# No tensors, and one fact: the architecture.
GGUF = b"GGUF" + struct.pack("<IQQ", 3, 0, 1) + _text(b"general.architecture") + struct.pack("<I", 8) + _text(b"llama")
PARQUET = b"PAR1" + bytes(64) + b"PAR1"
REPOS = {"model": "tiny", "dataset": "table", "space": "app"}
SCRATCH = "scratch"


class World:
    """Alice owns everything that there is; `bob` only has an account."""

    def __init__(self, hub):
        self.hub = hub
        self.owner = hub.user("alice")
        hub.user("bob")
        self.organization = hub.organization("acme", "alice", bob="read")
        self.raw = Raw(hub, self.owner.token)
        self.large = random_bytes(300_000, seed=41)
        self.sha256 = hashlib.sha256(self.large).hexdigest()
        for kind, name in REPOS.items():
            self._fill(kind, name)
        self._settings()

    # Making

    def create(self, kind: str, name: str, organization: str | None = None, **more) -> None:
        body = {"type": kind, "name": name, "organization": organization, **more}
        if kind == "space":
            body["sdk"] = "static"
        answer = self.raw.post("/api/repos/create", json=body)
        assert answer.status_code in (200, 409), answer.text

    def _fill(self, kind: str, name: str) -> None:
        self.create(kind, name)
        repo = f"{self.owner.name}/{name}"
        files = {
            "model": {"README.md": CARD, "config.json": b'{"model_type": "gpt2"}'},
            "dataset": {"README.md": DATASET_CARD, "notes/one.txt": b"Hello\n"},
            "space": {"README.md": SPACE_CARD, "index.html": b"<p>Hello</p>"},
        }[kind]
        large = {
            "model": {"model.safetensors": SAFETENSORS, "tiny.Q4_K_M.gguf": GGUF},
            "dataset": {"data/train-00000-of-00001.parquet": PARQUET},
            "space": {},
        }[kind]
        lines = [self.raw.header("Add files")]
        lines += [self.raw.file(path, content) for path, content in files.items()]
        for path, content in {**large, "weights.bin": self.large}.items():
            lines.append(self._upload(repo, kind, path, content))
        self.raw.commit(repo, lines, kind=kind).raise_for_status()
        self.raw.post(f"/api/{kind}s/{repo}/branch/dev", json={}).raise_for_status()
        self.raw.post(f"/api/{kind}s/{repo}/tag/main", json={"tag": "v1", "message": "One"}).raise_for_status()

    def _upload(self, repo: str, kind: str, path: str, content: bytes) -> dict:
        """Sends a large file; answers the line of the commit that names it."""
        sha256 = hashlib.sha256(content).hexdigest()
        [upload] = self.raw.batch(repo, [(sha256, len(content))], kind=kind).json()["objects"]
        if "actions" in upload:
            self.raw.request("PUT", upload["actions"]["upload"]["href"], data=content).raise_for_status()
        return self.raw.large_file(path, sha256, len(content))

    def _settings(self) -> None:
        """Repos that lists show differently: gated, private, an organization's."""
        self.create("model", "gated", self.organization)
        path = f"/api/models/{self.organization}/gated/settings"
        self.raw.request("PUT", path, json={"gated": "auto"}).raise_for_status()
        self.create("dataset", "private", self.organization, private=True)

    def scratch(self, kind: str, name: str = SCRATCH) -> None:
        """A repo to delete, move and change: like new before each request."""
        repo = f"{self.owner.name}/{name}"
        self.raw.request("DELETE", "/api/repos/delete", json={"type": kind, "name": repo})
        self.create(kind, name)

    def remove(self, kind: str, name: str) -> None:
        repo = f"{self.owner.name}/{name}"
        self.raw.request("DELETE", "/api/repos/delete", json={"type": kind, "name": repo})

    # Finding

    def head(self, kind: str = "model") -> str:
        return self.raw.head(f"{self.owner.name}/{REPOS[kind]}", kind)

    def xet_token(self, kind: str = "model") -> dict:
        repo = f"{self.owner.name}/{REPOS[kind]}"
        answer = self.raw.get(f"/api/{kind}s/{repo}/xet-read-token/main")
        answer.raise_for_status()
        return answer.json()

    def xet_hash(self) -> str:
        """The Xet hash of the large file, once the hub has cut it into chunks by itself."""
        repo = f"{self.owner.name}/{REPOS['model']}"
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            answer = self.raw.get(f"/api/models/{repo}/tree/main").json()
            for entry in answer:
                if "xetHash" in entry:
                    return entry["xetHash"]
            time.sleep(0.5)
        raise AssertionError("the hub did not turn the large file into chunks")

    def data_address(self) -> tuple[str, str]:
        """The ticket of an address of stored bytes, and the range that it is for."""
        xet = self.xet_token()
        plan = self.raw.get(
            f"{xet['casUrl']}/v1/reconstructions/{self.xet_hash()}",
            headers={"Authorization": f"Bearer {xet['accessToken']}"},
        ).json()
        [fetch, *_] = next(iter(plan["fetch_info"].values()))
        return fetch["url"].rsplit("/", 1)[1], f"bytes={fetch['url_range']['start']}-{fetch['url_range']['end']}"

    def download_ticket(self) -> str:
        repo = f"{self.owner.name}/{REPOS['model']}"
        answer = self.raw.batch(repo, [(self.sha256, len(self.large))], operation="download").json()
        return answer["objects"][0]["actions"]["download"]["href"].rsplit("/", 1)[1]
