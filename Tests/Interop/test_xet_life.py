"""What becomes of Xet files when their repos are moved, shared, squashed and emptied."""

import itertools
import os
import uuid

import pytest

from support.content import sha256
from support.raw import Raw
from support.xet import shard
from support.xet_cas import Cas, commit_file, fetches, prepare, push, rebuild
from support.xet_client import Client, entry_of, resolve, xorb_files
from support.xet_content import file_sha256, write
from support.xet_faults import collect


@pytest.fixture
def own_hub(make_hub):
    """A hub in which time may pass."""
    hub = make_hub("sqlite").start()
    yield hub
    assert hub.stop() == 0


@pytest.fixture
def machine(hub, alice, tmp_path):
    numbers = itertools.count()
    return lambda token=alice.token: Client(hub, token, tmp_path / f"machine-{next(numbers)}")


@pytest.fixture
def raw(hub, alice):
    return Raw(hub, alice.token)


@pytest.fixture
def organization(hub, alice):
    return hub.organization(f"org-{uuid.uuid4().hex[:8]}", alice.name, bob="write")


def create(raw: Raw, name: str, organization: str | None = None) -> str:
    body = {"name": name, "type": "model", "private": True}
    if organization is not None:
        body["organization"] = organization
    answer = raw.post("/api/repos/create", json=body)
    answer.raise_for_status()
    return f"{organization or 'admin'}/{name}"


def test_repo_moves_to_another_owner(machine, api, raw, bob, hub, model, organization, tmp_path):
    """Its files go with it, though chunks are shared within an owner's repos; and it goes on growing."""
    path = write(tmp_path / "a.bin", "random", 3_000_000, uuid.uuid4().int)
    machine().upload(model, path, "a.bin")
    name = entry_of(raw, model, "a.bin")["xetHash"]
    moved = f"{organization}/moved"
    api.move_repo(model, moved)
    assert file_sha256(machine().download(moved, "a.bin")) == file_sha256(path)
    assert file_sha256(machine(bob.token).download(moved, "a.bin")) == file_sha256(path)
    assert file_sha256(machine(bob.token).download(model, "a.bin")) == file_sha256(path), "the old name leads there"
    cas = Cas(Raw(hub, bob.token), moved)
    assert sha256(rebuild(cas, cas.plan(name).json())) == file_sha256(path)
    other = write(tmp_path / "b.bin", "random", 3_000_000, uuid.uuid4().int)
    machine(bob.token).upload(moved, other, "b.bin")
    machine(bob.token).upload(moved, path, "again.bin")
    for entry, content in {"a.bin": path, "b.bin": other, "again.bin": path}.items():
        assert file_sha256(machine().download(moved, entry)) == file_sha256(content)
        assert sha256(resolve(raw, moved, entry).content) == file_sha256(content)


def test_token_from_before_the_move(api, raw, model, organization):
    """The transfer that was under way ends well, or is refused: nothing lands with the wrong owner."""
    cas = Cas(raw, model)
    pushed = prepare(os.urandom(200_000))
    assert cas.put_xorb(pushed.xorb).status_code == 200
    moved = f"{organization}/moved"
    api.move_repo(model, moved)
    answer = cas.put_shard(shard([pushed.file], [pushed.xorb]))
    if answer.status_code == 200 and commit_file(raw, moved, "a.bin", pushed).status_code == 200:
        assert resolve(raw, moved, "a.bin").content == pushed.content
        assert Cas(raw, moved, "read").has_file(pushed.file.name)
    again = push(raw, moved, "b.bin", pushed.content)
    assert resolve(raw, moved, "b.bin").content == again.content


def test_member_who_may_write_no_more(hub, raw, bob, organization):
    """Tokens are signed once and asked about again: a role that was taken away is gone at once."""
    repo = create(raw, "repo", organization)
    push(raw, repo, "a.bin", os.urandom(100_000))
    cas = Cas(Raw(hub, bob.token), repo)
    pushed = prepare(os.urandom(100_000))
    assert cas.put_xorb(pushed.xorb).status_code == 200
    hub.admin("add-member", organization, bob.name, "--role", "read")
    assert cas.put_xorb(prepare(os.urandom(1000)).xorb).status_code in (401, 403)
    assert cas.put_shard(shard([pushed.file], [pushed.xorb])).status_code in (401, 403)
    assert not Cas(raw, repo).has_file(pushed.file.name)
    assert resolve(Raw(hub, bob.token), repo, "a.bin").status_code == 200


def test_private_repo_is_opened_and_closed(api, raw, hub, bob, alice):
    name = f"{alice.name}/open-{uuid.uuid4().hex[:8]}"
    api.create_repo(name, private=True)
    pushed = push(raw, name, "a.bin", os.urandom(300_000))
    stranger = Raw(hub, bob.token)
    assert resolve(stranger, name, "a.bin").status_code == 404
    api.update_repo_settings(name, private=False)
    cas = Cas(stranger, name, "read")
    [fetch] = fetches(cas.plan(pushed.file.name).json())
    assert cas.fetch(fetch.url, fetch.first, fetch.last).status_code == 206
    api.update_repo_settings(name, private=True)
    assert cas.fetch(fetch.url, fetch.first, fetch.last).status_code in (403, 404)
    api.update_repo_settings(name, private=False)
    assert rebuild(cas, cas.plan(pushed.file.name).json()) == pushed.content


def test_squashed_history(own_hub):
    """A commit that no branch leads to any more is either gone or whole."""
    raw = Raw(own_hub, own_hub.admin_token)
    repo = create(raw, "one")
    old = push(raw, repo, "a.bin", os.urandom(400_000))
    before = raw.head(repo)
    new = push(raw, repo, "a.bin", os.urandom(400_000))
    raw.post(f"/api/models/{repo}/super-squash/main", json={"message": "Squash"}).raise_for_status()
    collect(own_hub)
    assert resolve(raw, repo, "a.bin").content == new.content
    answer = raw.get(f"/{repo}/resolve/{before}/a.bin")
    assert answer.status_code == 404 or answer.content == old.content
    cas = Cas(raw, repo)
    assert rebuild(cas, cas.plan(new.file.name).json()) == new.content
    assert "nothing wrong" in own_hub.admin("fsck", "--deep").stdout


def test_large_file_is_deleted_for_good(own_hub):
    """By its SHA-256, out of all history: the address of its bytes is worth nothing then."""
    raw = Raw(own_hub, own_hub.admin_token)
    repo = create(raw, "one")
    pushed = push(raw, repo, "a.bin", os.urandom(400_000))
    cas = Cas(raw, repo)
    body = {"deletions": {"sha": [pushed.sha256], "rewriteHistory": True}}
    raw.post(f"/api/models/{repo}/lfs-files/batch", json=body).raise_for_status()
    assert resolve(raw, repo, "a.bin").status_code == 404
    collect(own_hub)
    assert xorb_files(own_hub) == []
    assert Cas(raw, repo).plan(pushed.file.name).status_code == 404
    assert cas.plan(pushed.file.name).status_code in (401, 404)
    assert "nothing wrong" in own_hub.admin("fsck").stdout
    push(raw, repo, "a.bin", pushed.content)
    assert resolve(raw, repo, "a.bin").content == pushed.content


def test_tag_keeps_a_file(own_hub):
    raw = Raw(own_hub, own_hub.admin_token)
    repo = create(raw, "one")
    pushed = push(raw, repo, "a.bin", os.urandom(400_000))
    raw.post(f"/api/models/{repo}/tag/main", json={"tag": "v1"}).raise_for_status()
    raw.commit(repo, [raw.header("Remove"), {"key": "deletedFile", "value": {"path": "a.bin"}}]).raise_for_status()
    raw.post(f"/api/models/{repo}/super-squash/main", json={"message": "Squash"}).raise_for_status()
    collect(own_hub)
    assert raw.get(f"/{repo}/resolve/v1/a.bin").content == pushed.content
    assert "nothing wrong" in own_hub.admin("fsck", "--deep").stdout


def test_moved_file_survives_its_old_owner(own_hub, tmp_path):
    """The chunks were first stored for one owner; its own repos are gone, and the moved one is not."""
    raw = Raw(own_hub, own_hub.admin_token)
    own_hub.user("carol")
    own_hub.admin("create-org", "lab", "--owner", "admin")
    repo = create(raw, "one")
    copy = create(raw, "copy")
    pushed = push(raw, repo, "a.bin", os.urandom(400_000))
    push(raw, copy, "a.bin", pushed.content)
    body = {"fromRepo": repo, "toRepo": "lab/one", "type": "model"}
    raw.post("/api/repos/move", json=body).raise_for_status()
    raw.request("DELETE", "/api/repos/delete", json={"name": "copy", "type": "model"}).raise_for_status()
    collect(own_hub)
    assert resolve(raw, "lab/one", "a.bin").content == pushed.content
    client = Client(own_hub, own_hub.admin_token, tmp_path / "machine")
    assert file_sha256(client.download("lab/one", "a.bin")) == pushed.sha256
    assert "nothing wrong" in own_hub.admin("fsck", "--deep").stdout
