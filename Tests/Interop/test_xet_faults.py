"""The hub is killed in the middle of Xet's work, and its stored bytes are changed behind its back."""

import os
import pathlib
import random
import shutil
import threading
import time

import pytest
import requests

from support.content import sha256
from support.postgres import free_port
from support.raw import Raw
from support.xet import hash_string
from support.xet_cas import Cas, Pushed, fetches, prepare, push, store
from support.xet_client import Client, entry_of, resolve, wait_for_xet_hash, xorb_files
from support.xet_content import file_sha256, write
from support.xet_faults import PHASES, Collection, Uploaders, collect, is_converting, let_time_pass, read_back

# How often each phase is hit, on each database.
ROUNDS = int(os.environ.get("ROOST_XET_ROUNDS", "10"))


def create(raw: Raw, name: str) -> str:
    raw.post("/api/repos/create", json={"name": name, "type": "model"}).raise_for_status()
    return f"admin/{name}"


def delete(raw: Raw, repo: str) -> None:
    body = {"name": repo.split("/")[1], "type": "model"}
    raw.request("DELETE", "/api/repos/delete", json=body).raise_for_status()


def assert_sound(hub, *options: str) -> None:
    result = hub.admin("fsck", *options, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "nothing wrong" in result.stdout


@pytest.mark.timeout(60 + 60 * ROUNDS)
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_killed_at_random_points(make_hub, database):
    """Nothing acknowledged is lost, nothing else is there in part, and whoever tries again succeeds."""
    hub = make_hub(database).start()
    chance = random.Random(database)
    raw = Raw(hub, hub.admin_token)
    repos = [create(raw, "one"), create(raw, "two")]
    done, number, hits = [], 0, dict.fromkeys(PHASES, 0)
    for turn in range(ROUNDS * len(PHASES)):
        phase = list(PHASES)[turn % len(PHASES)]
        collection = None
        if phase == "collection":
            # Garbage of the last turn is removed, and more of it is found.
            delete(raw, repos.pop(0))
            repos.append(create(raw, f"repo-{turn}"))
            done = [upload for upload in done if upload.repo in repos]
            let_time_pass(hub)
        if phase == "conversion":
            # What was uploaded by LFS in the other turns is due when the hub starts.
            hub.kill()
            let_time_pass(hub)
            hub.start()
        reached = threading.Event()
        uploaders = Uploaders(
            hub,
            hub.admin_token,
            repos,
            number,
            lambda now, phase=phase, reached=reached: now == phase and reached.set(),
        )
        if phase == "collection":
            time.sleep(chance.uniform(0, 0.1))
            collection = Collection(hub)
        elif phase == "conversion":
            deadline = time.monotonic() + 30
            while not is_converting(hub) and time.monotonic() < deadline:
                time.sleep(0.005)
        else:
            assert reached.wait(30), f"no {phase} was begun"
        time.sleep(chance.uniform(0, PHASES[phase]))
        if collection is not None:
            hits[phase] += collection.kill()
        hub.kill()
        uploads = uploaders.join()
        if phase == "conversion":
            hits[phase] += is_converting(hub)
        elif phase != "collection":
            hits[phase] += not all(upload.acknowledged for upload in uploads)
        number += len(uploads)
        hub.start()
        raw = Raw(hub, hub.admin_token)
        for upload in uploads:
            read_back(raw, upload)
            if not upload.acknowledged:
                assert upload.send(raw, lambda phase: None), f"upload {upload.number} cannot be repeated after {phase}"
                upload.acknowledged = True
                assert read_back(raw, upload)
        assert_sound(hub)
        done += uploads
    # What survived one kill survived the later ones, and what was left over is done in the end.
    let_time_pass(hub)
    for upload in done:
        assert read_back(raw, upload)
    for upload in done:
        wait_for_xet_hash(raw, upload.repo, upload.path)
        assert read_back(raw, upload)
    collect(hub)
    for upload in done:
        assert read_back(raw, upload)
    assert_sound(hub, "--deep")
    assert "nothing wrong" in hub.admin("scrub").stdout
    assert hub.stop() == 0
    assert_sound(hub)
    print(f"{database}: {ROUNDS * len(PHASES)} kills, in the middle of {hits}, {number} uploads")
    assert min(hits.values()) > 0


@pytest.mark.timeout(300)
def test_real_client_tries_again(make_hub, tmp_path):
    """The hub dies under `hf upload` and comes back at once: the client goes on, or the next try succeeds."""
    hub = make_hub("sqlite", free_port()).start()
    raw = Raw(hub, hub.admin_token)
    chance = random.Random(1)
    for turn in range(6):
        repo = create(raw, f"client-{turn}")
        folder = tmp_path / f"in-{turn}"
        for number in range(3):
            write(folder / f"{number}.bin", "random", 9_000_000, turn * 10 + number)
        client = Client(hub, hub.admin_token, tmp_path / f"machine-{turn}")
        process = threading.Thread(target=client.hf, args=("upload", repo, str(folder), "."), kwargs={"check": False})
        process.start()
        time.sleep(chance.uniform(0.4, 1.4))
        hub.kill()
        hub.start()
        process.join(timeout=100)
        assert not process.is_alive()
        client.hf("upload", repo, str(folder), ".")
        snapshot = Client(hub, hub.admin_token, tmp_path / f"reader-{turn}").snapshot(repo)
        for number in range(3):
            assert file_sha256(snapshot / f"{number}.bin") == file_sha256(folder / f"{number}.bin")
        assert_sound(hub)
        shutil.rmtree(folder)
    assert hub.stop() == 0


# Changed bytes


@pytest.fixture
def own_hub(make_hub):
    """A hub that may be damaged."""
    hub = make_hub("sqlite").start()
    yield hub
    hub.stop()


@pytest.fixture
def damaged(own_hub):
    """A file whose xorb has one flipped byte, in the fourth of its chunks."""
    raw = Raw(own_hub, own_hub.admin_token)
    pushed = push(raw, create(raw, "one"), "a.bin", os.urandom(65_536 * 10))
    [path] = xorb_paths(own_hub)
    flip(path, at=3 * (8 + 65_536) + 1000)
    return pushed


def xorb_paths(hub) -> list[pathlib.Path]:
    return [path for path, _ in xorb_files(hub)]


def flip(path: pathlib.Path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    # In place, as a bad disk does it.
    mode = path.stat().st_mode
    path.chmod(0o644)
    path.write_bytes(data)
    path.chmod(mode)


def assert_not_served(raw: Raw, pushed: Pushed, **options) -> None:
    """An error, or an answer that breaks off: never the wrong bytes as a complete answer."""
    try:
        answer = resolve(raw, "admin/one", "a.bin", **options)
    except requests.RequestException:
        return
    assert answer.status_code >= 500, f"{answer.status_code}, right: {answer.content == pushed.content}"


def test_flipped_byte_is_not_served(own_hub, damaged):
    raw = Raw(own_hub, own_hub.admin_token)
    assert_not_served(raw, damaged)
    assert_not_served(raw, damaged, headers={"range": "bytes=196608-262143"})
    assert_not_served(raw, damaged, headers={"range": "bytes=-655360"})
    # The chunks beside it are as good as ever.
    for first, last in [(0, 196_607), (262_144, 655_359), (400_000, 400_009)]:
        answer = resolve(raw, "admin/one", "a.bin", headers={"range": f"bytes={first}-{last}"})
        assert (answer.status_code, answer.content) == (206, damaged.content[first : last + 1])


def test_flipped_byte_is_found_and_healed(own_hub, damaged):
    raw = Raw(own_hub, own_hub.admin_token)
    result = own_hub.admin("scrub", check=False)
    assert result.returncode != 0
    assert damaged.xorb.name in result.stdout
    assert "admin/one" in result.stdout and "a.bin" in result.stdout
    assert_not_served(raw, damaged)
    # Nobody is told to build on it.
    cas = Cas(raw, "admin/one")
    assert cas.get(f"/v1/chunks/default/{hash_string(damaged.xorb.hashes[0])}").status_code == 404
    assert own_hub.admin("scrub", check=False).returncode != 0
    # Sent again, it is whole.
    assert cas.put_xorb(damaged.xorb).status_code == 200
    assert own_hub.admin("scrub").returncode == 0
    assert resolve(raw, "admin/one", "a.bin").content == damaged.content
    plan = cas.plan(damaged.file.name).json()
    assert all(cas.fetch(fetch.url, fetch.first, fetch.last).status_code == 206 for fetch in fetches(plan))
    assert cas.get(f"/v1/chunks/default/{hash_string(damaged.xorb.hashes[0])}").status_code == 200
    assert_sound(own_hub, "--deep")


def test_healed_without_a_scrub_before(own_hub, damaged):
    """Whoever uploads the xorb before the damage was found: the next scrub finds it and the upload after that heals."""
    raw = Raw(own_hub, own_hub.admin_token)
    cas = Cas(raw, "admin/one")
    assert cas.put_xorb(damaged.xorb).status_code == 200
    if own_hub.admin("scrub", check=False).returncode != 0:
        assert cas.put_xorb(damaged.xorb).status_code == 200
    assert own_hub.admin("scrub").returncode == 0
    assert resolve(raw, "admin/one", "a.bin").content == damaged.content


def test_healed_by_the_real_client(own_hub, tmp_path):
    """Told by scrub which files are hit, a person uploads them again from any machine that has them."""
    raw = Raw(own_hub, own_hub.admin_token)
    repo = create(raw, "one")
    path = write(tmp_path / "a.bin", "random", 3_000_000, 1)
    Client(own_hub, own_hub.admin_token, tmp_path / "first").hf("upload", repo, str(path), "a.bin")
    [xorb] = xorb_paths(own_hub)
    flip(xorb, at=1_000_000)
    assert own_hub.admin("scrub", check=False).returncode != 0
    Client(own_hub, own_hub.admin_token, tmp_path / "second").hf("upload", repo, str(path), "a.bin")
    assert own_hub.admin("scrub").returncode == 0
    assert file_sha256(Client(own_hub, own_hub.admin_token, tmp_path / "third").download(repo, "a.bin")) == file_sha256(
        path
    )


@pytest.mark.parametrize("size", [0, 1000, 65_536 * 5], ids=["empty", "short", "half"])
def test_xorb_that_was_cut_off(own_hub, damaged, size):
    raw = Raw(own_hub, own_hub.admin_token)
    [path] = xorb_paths(own_hub)
    os.truncate(path, size)
    assert_not_served(raw, damaged)
    result = own_hub.admin("scrub", check=False)
    assert result.returncode != 0 and damaged.xorb.name in result.stdout
    assert Cas(raw, "admin/one").put_xorb(damaged.xorb).status_code == 200
    assert own_hub.admin("scrub").returncode == 0
    assert resolve(raw, "admin/one", "a.bin").content == damaged.content


def test_xorb_that_is_gone(own_hub, damaged):
    raw = Raw(own_hub, own_hub.admin_token)
    [path] = xorb_paths(own_hub)
    path.unlink()
    assert_not_served(raw, damaged)
    assert own_hub.admin("fsck", check=False).returncode != 0
    assert own_hub.admin("scrub", check=False).returncode != 0
    assert Cas(raw, "admin/one").put_xorb(damaged.xorb).status_code == 200
    assert own_hub.admin("scrub").returncode == 0
    assert resolve(raw, "admin/one", "a.bin").content == damaged.content
    assert_sound(own_hub)


def test_flipped_byte_in_the_offsets(own_hub, damaged):
    """Beside each xorb lies a list of its chunks: where they end, and their hashes."""
    raw = Raw(own_hub, own_hub.admin_token)
    Cas(raw, "admin/one").put_xorb(damaged.xorb)
    own_hub.admin("scrub", check=False)
    Cas(raw, "admin/one").put_xorb(damaged.xorb)
    assert own_hub.admin("scrub").returncode == 0
    layouts = [path for path in (own_hub.data / "objects/objects/xorb-layouts").rglob("*") if path.is_file()]
    assert layouts
    for path in layouts:
        flip(path, at=path.stat().st_size // 2)
    assert_not_served_wrongly(raw, damaged)
    result = own_hub.admin("scrub", check=False)
    assert result.returncode != 0 and damaged.xorb.name in result.stdout
    assert Cas(raw, "admin/one").put_xorb(damaged.xorb).status_code == 200
    assert own_hub.admin("scrub").returncode == 0
    assert resolve(raw, "admin/one", "a.bin").content == damaged.content


def assert_not_served_wrongly(raw: Raw, pushed: Pushed) -> None:
    try:
        answer = resolve(raw, "admin/one", "a.bin")
    except requests.RequestException:
        return
    assert answer.status_code >= 500 or answer.content == pushed.content


def test_flipped_byte_in_an_lfs_upload(own_hub):
    """Damaged before the hub made a Xet file of it, or after: what is served is right, or nothing is."""
    raw = Raw(own_hub, own_hub.admin_token)
    repo = create(raw, "one")
    content = os.urandom(5_000_000)
    action = raw.upload_action(repo, sha256(content), len(content))
    raw.request("PUT", action["href"], data=content).raise_for_status()
    raw.commit(repo, [raw.header("x"), raw.large_file("a.bin", sha256(content), len(content))]).raise_for_status()
    wait_for_xet_hash(raw, repo, "a.bin")
    assert entry_of(raw, repo, "a.bin")["lfs"]["oid"] == sha256(content)
    assert own_hub.admin("scrub").returncode == 0
    for path in xorb_paths(own_hub):
        flip(path, at=path.stat().st_size // 2)
    try:
        answer = resolve(raw, repo, "a.bin")
    except requests.RequestException:
        answer = None
    assert answer is None or answer.status_code >= 500 or answer.content == content
    assert own_hub.admin("scrub", check=False).returncode != 0


# Garbage


def test_collection_takes_what_nothing_needs(own_hub):
    raw = Raw(own_hub, own_hub.admin_token)
    repos = [create(raw, name) for name in ("one", "two", "three")]
    shared, alone = os.urandom(1_000_000), os.urandom(1_000_000)
    for repo in repos[:2]:
        push(raw, repo, "shared.bin", shared)
    push(raw, repos[0], "alone.bin", alone)
    kept = push(raw, repos[2], "old.bin", os.urandom(500_000))
    raw.commit(
        repos[2], [raw.header("Remove"), {"key": "deletedFile", "value": {"path": "old.bin"}}]
    ).raise_for_status()
    before = sum(size for _, size in xorb_files(own_hub))
    collect(own_hub)
    assert sum(size for _, size in xorb_files(own_hub)) == before
    delete(raw, repos[0])
    collect(own_hub)
    gone = before - sum(size for _, size in xorb_files(own_hub))
    assert 1_000_000 <= gone < 1_010_000
    assert resolve(raw, repos[1], "shared.bin").content == shared
    # History is a reference too.
    first = raw.get(f"/api/models/{repos[2]}/commits/main").json()[1]["id"]
    assert raw.get(f"/{repos[2]}/resolve/{first}/old.bin").content == kept.content
    for repo in repos[1:]:
        delete(raw, repo)
    collect(own_hub)
    assert xorb_files(own_hub) == []
    assert_sound(own_hub)


def test_client_that_remembers_what_was_collected(make_hub, tmp_path):
    """Its cache says that the chunks are stored. They aren't, and the upload succeeds all the same."""
    hub = make_hub("sqlite", free_port()).start()
    raw = Raw(hub, hub.admin_token)
    path = write(tmp_path / "a.bin", "random", 5_000_000, 2)
    client = Client(hub, hub.admin_token, tmp_path / "machine")
    client.hf("upload", create(raw, "one"), str(path), "a.bin")
    delete(raw, "admin/one")
    collect(hub)
    assert xorb_files(hub) == []
    client.hf("upload", create(raw, "two"), str(path), "a.bin")
    reader = Client(hub, hub.admin_token, tmp_path / "reader")
    assert file_sha256(reader.download("admin/two", "a.bin")) == file_sha256(path)
    assert hub.stop() == 0


def test_uploads_that_no_commit_names(own_hub):
    raw = Raw(own_hub, own_hub.admin_token)
    repo = create(raw, "one")
    cas = Cas(raw, repo)
    without_shard, without_commit = prepare(os.urandom(300_000)), prepare(os.urandom(300_000))
    assert cas.put_xorb(without_shard.xorb).status_code == 200
    store(cas, without_commit)
    # They stay while a client may still be at work.
    let_time_pass(own_hub)
    own_hub.admin("gc")
    assert len(xorb_files(own_hub)) == 2
    collect(own_hub)
    assert xorb_files(own_hub) == []
    push(raw, repo, "a.bin", without_commit.content)
    assert resolve(raw, repo, "a.bin").content == without_commit.content
