"""Chunks are stored once: proved by the bytes on disk, with clients that know nothing of earlier uploads."""

import itertools
import os
import time
import uuid

import pytest

from support.content import sha256
from support.raw import Raw
from support.xet import hash_string, keyed, read_dedup_answer
from support.xet_cas import Cas, prepare, push
from support.xet_client import Client, resolve, xorb_bytes
from support.xet_content import file_sha256, write, write_changed
from support.xet_faults import sql

# Conversions are waited for.
pytestmark = pytest.mark.timeout(300)

SIZE = 30_000_000


@pytest.fixture
def machine(hub, alice, tmp_path):
    """Makes clients, each with empty caches."""
    numbers = itertools.count()

    def make(token: str | None = alice.token) -> Client:
        return Client(hub, token, tmp_path / f"machine-{next(numbers)}")

    return make


@pytest.fixture
def raw(hub, alice):
    return Raw(hub, alice.token)


@pytest.fixture
def other_repo(api, alice):
    name = f"{alice.name}/other-{uuid.uuid4().hex[:8]}"
    api.create_repo(name, private=True)
    return name


@pytest.fixture
def fresh(tmp_path):
    """A file that no hub has seen."""
    return write(tmp_path / "fresh.bin", "random", SIZE, uuid.uuid4().int)


class Growth:
    """The xorb bytes that a block of code adds."""

    def __init__(self, hub):
        self.hub = hub

    def __enter__(self):
        # What earlier tests uploaded by LFS may still be on its way into xorbs, or wait for that.
        sql(self.hub, "UPDATE jobs SET run_at = 0 WHERE kind = 'xet.convert' AND leased_until = 0")
        deadline = time.monotonic() + 100
        while sql(self.hub, "SELECT count(*) FROM jobs WHERE kind = 'xet.convert'") != "0":
            assert time.monotonic() < deadline, "conversions don't end"
            time.sleep(0.3)
        self.before = xorb_bytes(self.hub)
        return self

    def __exit__(self, *error):
        self.bytes = xorb_bytes(self.hub) - self.before


def test_bytes_are_counted(hub, machine, model, fresh):
    """What the other tests of this file rest on: a new file adds its size, and a header for each chunk."""
    with Growth(hub) as growth:
        machine().upload(model, fresh, "a.bin")
    assert SIZE < growth.bytes < SIZE * 1.01


def test_changed_copy(hub, machine, model, fresh, tmp_path):
    """1 % of the bytes replaced and the rest moved: less than 5 % is stored anew."""
    machine().upload(model, fresh, "a.bin")
    changed = write_changed(tmp_path / "changed.bin", fresh, seed=1)
    with Growth(hub) as growth:
        machine().upload(model, changed, "b.bin")
    assert 0 < growth.bytes < SIZE * 0.05
    client = machine()
    assert file_sha256(client.download(model, "b.bin")) == file_sha256(changed)
    assert file_sha256(client.download(model, "a.bin")) == file_sha256(fresh)


def test_changed_copy_from_the_same_client(hub, machine, model, fresh, tmp_path):
    client = machine()
    client.upload(model, fresh, "a.bin")
    changed = write_changed(tmp_path / "changed.bin", fresh, seed=2)
    with Growth(hub) as growth:
        client.upload(model, changed, "b.bin")
    assert 0 < growth.bytes < SIZE * 0.05
    assert file_sha256(machine().download(model, "b.bin")) == file_sha256(changed)


@pytest.mark.parametrize("client", ["same", "fresh"])
def test_same_file_into_a_second_repo_of_the_owner(hub, machine, raw, model, other_repo, fresh, client):
    """No byte at all, whether the client remembers the chunks or asks for them."""
    first = machine()
    first.upload(model, fresh, "a.bin")
    second = first if client == "same" else machine()
    with Growth(hub) as growth:
        second.upload(other_repo, fresh, "copy.bin")
    assert growth.bytes == 0
    assert file_sha256(machine().download(other_repo, "copy.bin")) == file_sha256(fresh)
    # The copy stands on its own.
    raw.request("DELETE", "/api/repos/delete", json={"name": model.split("/")[1], "type": "model"}).raise_for_status()
    assert file_sha256(machine().download(other_repo, "copy.bin")) == file_sha256(fresh)


def test_same_file_into_repos_of_an_organization(hub, machine, raw, fresh):
    """Whoever the member is: what counts is whom the repos belong to."""
    name = f"org-{uuid.uuid4().hex[:8]}"
    hub.organization(name, "alice", bob="write")
    bob = hub.user("bob")
    for repo in ("one", "two"):
        body = {"name": repo, "organization": name, "type": "model", "private": True}
        raw.post("/api/repos/create", json=body).raise_for_status()
    machine().upload(f"{name}/one", fresh, "a.bin")
    with Growth(hub) as growth:
        machine(bob.token).upload(f"{name}/two", fresh, "a.bin")
    assert growth.bytes == 0


def test_another_owner_learns_nothing(hub, machine, bob, stranger, raw, model, fresh):
    """What alice stored is new to bob's domain: every question says so, and the upload works all the same."""
    machine().upload(model, fresh, "a.bin")
    theirs = f"{bob.name}/repo-{uuid.uuid4().hex[:8]}"
    stranger.create_repo(theirs)
    client = machine(bob.token)
    client.upload(theirs, fresh, "a.bin")
    assert file_sha256(machine(bob.token).download(theirs, "a.bin")) == file_sha256(fresh)
    pushed = push(raw, model, "b.bin", os.urandom(300_000))
    cas = Cas(Raw(hub, bob.token), theirs)
    assert cas.get(f"/v1/chunks/default/{hash_string(pushed.xorb.hashes[0])}").status_code == 404
    assert not cas.has_xorb(pushed.xorb.name)
    assert cas.put_xorb(pushed.xorb).json() == {"was_inserted": True}
    assert cas.put_xorb(pushed.xorb).json() == {"was_inserted": False}


def test_question_for_a_chunk(hub, raw, bob, stranger, model, other_repo):
    pushed = push(raw, other_repo, "a.bin", os.urandom(1_000_000))
    first = pushed.xorb.hashes[0]
    assert Cas(raw, model).get(f"/v1/chunks/default/{pushed.xorb.name}").status_code == 404, "a xorb is no chunk"
    path = f"/v1/chunks/default/{hash_string(first)}"
    for repo in (model, other_repo):
        for prefix in ("default", "default-merkledb"):
            answer = Cas(raw, repo).get(path.replace("default", prefix))
            assert answer.status_code == 200
            dedup = read_dedup_answer(answer.content)
            assert any(keyed(dedup.key, first) in xorb.hashes for xorb in dedup.xorbs)
    theirs = f"{bob.name}/repo-{uuid.uuid4().hex[:8]}"
    stranger.create_repo(theirs)
    for scope in ("read", "write"):
        assert Cas(Raw(hub, bob.token), theirs, scope).get(path).status_code == 404
    # A public repo of alice's: who may read it learns nothing of what lies in her private ones.
    for reader in (Raw(hub, bob.token), Raw(hub, None)):
        assert Cas(reader, model, "read").get(path).status_code == 404


def test_answer_is_keyed_and_expires(raw, model):
    pushed = push(raw, model, "a.bin", os.urandom(3_000_000))
    answer = Cas(raw, model).get(f"/v1/chunks/default/{hash_string(pushed.xorb.hashes[0])}").content
    for hash in pushed.xorb.hashes:
        assert hash not in answer, "the raw hash of a stored chunk was told"
    dedup = read_dedup_answer(answer)
    assert dedup.key != bytes(32)
    assert dedup.files == 0
    assert time.time() - 60 < dedup.created < time.time() + 60
    assert time.time() + 3600 < dedup.expires <= time.time() + 8 * 86_400
    [xorb] = [each for each in dedup.xorbs if each.name == pushed.xorb.name]
    assert xorb.hashes == [keyed(dedup.key, hash) for hash in pushed.xorb.hashes]
    assert xorb.sizes == [len(chunk) for chunk in pushed.xorb.chunks]


def test_chunk_that_is_not_eligible(raw, model):
    """Only file starts and one in 1024 chunks are in the index: everything else is not found."""
    pushed = push(raw, model, "a.bin", os.urandom(2_000_000))
    middle = next(hash for hash in pushed.xorb.hashes[1:] if int.from_bytes(hash[24:], "little") % 1024)
    assert Cas(raw, model).get(f"/v1/chunks/default/{hash_string(middle)}").status_code == 404


def test_chunk_without_a_file(raw, model):
    """A xorb that no shard has named yet is not offered to anyone."""
    cas = Cas(raw, model)
    prepared = prepare(os.urandom(500_000))
    assert cas.put_xorb(prepared.xorb).status_code == 200
    answer = cas.get(f"/v1/chunks/default/{hash_string(prepared.xorb.hashes[0])}")
    assert answer.status_code == 404


def test_known_chunks_are_read_from_one_place(hub, raw, model):
    """Two files that share a xorb are both whole."""
    content = os.urandom(1_000_000)
    push(raw, model, "a.bin", content)
    with Growth(hub) as growth:
        push(raw, model, "b.bin", content)
    assert growth.bytes == 0
    for path in ("a.bin", "b.bin"):
        assert sha256(resolve(raw, model, path).content) == sha256(content)
