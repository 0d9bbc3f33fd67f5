"""What the tests of roost's own commands stand on: a filled repo of each kind of storage, and machines to read it on."""

import io
import uuid

import pytest
from huggingface_hub import CommitOperationAdd

from .content import blob_id, random_bytes, sha256
from .roost import Roost

# The database behind the hub is no business of a client's.
on_one_database = pytest.mark.parametrize("hub", ["sqlite"], indirect=True, scope="session")

CARD = b"---\nlicense: mit\ntags:\n- rooster\n---\n# Hello\n\nText of the card.\n"
FILES = {
    "README.md": CARD,
    "config.json": b'{"hidden_size": 8}',
    "empty.txt": b"",
    "data/one.txt": b"one",
    "data/deep er/\u00fc [1].txt": b"deep",
    "weights.bin": random_bytes(3_000_000, seed=70),
}


def etag(content: bytes, path: str) -> str:
    """What a file is stored under: large files (by the hub's rule for *.bin) under SHA-256, others under git's id."""
    return sha256(content) if path.endswith(".bin") else blob_id(content)


def fill(api, name: str, kind: str = "model", files=FILES, **options) -> str:
    """Makes a repo with these files in one commit."""
    api.create_repo(name, repo_type=kind, space_sdk="static" if kind == "space" else None, **options)
    operations = [CommitOperationAdd(path, io.BytesIO(content)) for path, content in files.items()]
    api.create_commit(name, operations, repo_type=kind, commit_message="fill")
    return name


@pytest.fixture(scope="module")
def filled(hub, api, alice):
    """A model with FILES; `weights.bin` is large, and stored by Xet once the hub has converted it."""
    # Imported here: the lane of transformers has no HTTP library for them.
    from .raw import Raw
    from .xet_client import wait_for_xet_hash

    name = fill(api, f"{alice.name}/filled-{uuid.uuid4().hex[:8]}")
    wait_for_xet_hash(Raw(hub, alice.token), name, "weights.bin")
    return name


@pytest.fixture
def machine(hub, alice, tmp_path):
    """Makes machines: `machine("one")` is alice's, `machine("two", token=None)` nobody's."""

    def make(name: str = "home", token: str | None = alice.token, url: str = hub.url, **options: str) -> Roost:
        return Roost(url, token, tmp_path / name, **options)

    return make


@pytest.fixture
def roost(machine):
    return machine()


__all__ = ["CARD", "FILES", "etag", "fill", "filled", "machine", "on_one_database", "roost"]
