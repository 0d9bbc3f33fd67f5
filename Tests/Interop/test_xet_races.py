"""Many at once: uploads of the same bytes, and garbage collection beside all of it."""

import os
import threading
import time
import uuid

import pytest

from support.raw import Raw
from support.xet import shard
from support.xet_cas import Cas, Pushed, commit_file, prepare, push, store
from support.xet_client import resolve, wait_for_xet_hash, xorb_files
from support.xet_faults import Collection, Uploaders, collect, let_time_pass, read_back, sql


@pytest.fixture
def raw(hub, alice):
    return Raw(hub, alice.token)


@pytest.fixture(params=["sqlite", "postgresql"])
def own_hub(make_hub, request):
    """A hub in which time may pass."""
    hub = make_hub(request.param).start()
    yield hub
    hub.stop()


def create(raw: Raw, name: str) -> str:
    raw.post("/api/repos/create", json={"name": name, "type": "model"}).raise_for_status()
    return f"admin/{name}"


def at_once(*works) -> list:
    """Runs all of them, started together; answers what they answered."""
    start, answers = threading.Barrier(len(works)), [None] * len(works)

    def run(index, work):
        start.wait()
        answers[index] = work()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_same_xorb_at_once(hub, alice, bob, stranger, raw, model):
    """Stored once, and new to each of the two domains once."""
    theirs = f"{bob.name}/race-{uuid.uuid4().hex[:8]}"
    stranger.create_repo(theirs)
    for _ in range(10):
        upload_at_once(hub, alice, bob, model, theirs)


def upload_at_once(hub, alice, bob, repo: str, theirs: str) -> None:
    pushed = prepare(os.urandom(700_000))
    raw = Raw(hub, alice.token)
    clients = [Cas(Raw(hub, alice.token), repo) for _ in range(4)]
    clients += [Cas(Raw(hub, bob.token), theirs) for _ in range(4)]
    before = sum(size for _, size in xorb_files(hub))
    answers = at_once(*(lambda cas=cas: cas.put_xorb(pushed.xorb) for cas in clients))
    assert [answer.status_code for answer in answers] == [200] * 8
    for part in (answers[:4], answers[4:]):
        assert sorted(answer.json()["was_inserted"] for answer in part) == [False, False, False, True]
    body = shard([pushed.file], [pushed.xorb])
    answers = at_once(*(lambda cas=cas: cas.put_shard(body) for cas in clients))
    assert [answer.status_code for answer in answers] == [200] * 8
    names = [f"{number}.bin" for number in range(4)]
    answers = at_once(*(lambda name=name: commit_file(Raw(hub, alice.token), repo, name, pushed) for name in names))
    assert [answer.status_code for answer in answers] == [200] * 4
    assert sum(size for _, size in xorb_files(hub)) - before == len(pushed.xorb.body())
    for name in names:
        assert resolve(raw, repo, name).content == pushed.content


def send_by_xet(raw: Raw, repo: str, path: str, pushed: Pushed) -> int:
    store(Cas(raw, repo), pushed)
    return commit_file(raw, repo, path, pushed).status_code


def send_by_lfs(raw: Raw, repo: str, path: str, pushed: Pushed) -> int:
    [entry] = raw.batch(repo, [(pushed.sha256, len(pushed.content))]).json()["objects"]
    if "actions" in entry:
        raw.request("PUT", entry["actions"]["upload"]["href"], data=pushed.content).raise_for_status()
    return commit_file(raw, repo, path, pushed).status_code


def test_same_file_by_xet_and_by_lfs(hub, alice, raw, model):
    sent = {}
    for turn in range(8):
        pushed = prepare(os.urandom(1_000_000))
        sent[f"{turn}-xet.bin"] = sent[f"{turn}-lfs.bin"] = pushed
        answers = at_once(
            lambda turn=turn, pushed=pushed: send_by_xet(Raw(hub, alice.token), model, f"{turn}-xet.bin", pushed),
            lambda turn=turn, pushed=pushed: send_by_lfs(Raw(hub, alice.token), model, f"{turn}-lfs.bin", pushed),
        )
        assert answers == [200, 200]
    for path, pushed in sent.items():
        assert resolve(raw, model, path).content == pushed.content
        wait_for_xet_hash(raw, model, path)
        assert resolve(raw, model, path).content == pushed.content


@pytest.mark.timeout(300)
def test_collection_beside_uploads(own_hub):
    """Without any grace, again and again: what was acknowledged stays, whatever else is taken."""
    raw = Raw(own_hub, own_hub.admin_token)
    repos = [create(raw, "kept"), create(raw, "other")]
    uploaders = Uploaders(own_hub, own_hub.admin_token, repos, 0, lambda phase: None)
    end = time.monotonic() + 6
    while time.monotonic() < end or not any(upload.acknowledged for upload in uploaders.uploads):
        let_time_pass(own_hub)
        Collection(own_hub).end()
    uploads = uploaders.join()
    assert any(upload.acknowledged for upload in uploads)
    for upload in uploads:
        read_back(raw, upload)
    # And now that nobody disturbs it, everything else succeeds.
    for upload in uploads:
        if not upload.acknowledged:
            assert upload.send(raw, lambda phase: None)
            upload.acknowledged = True
    let_time_pass(own_hub)
    for upload in uploads:
        wait_for_xet_hash(raw, upload.repo, upload.path)
    collect(own_hub)
    for upload in uploads:
        assert read_back(raw, upload)
    assert "nothing wrong" in own_hub.admin("fsck", "--deep").stdout
    assert "nothing wrong" in own_hub.admin("scrub").stdout


@pytest.mark.timeout(300)
def test_same_content_comes_back_while_it_is_collected(own_hub):
    """The repo that held it is deleted, and somebody uploads it again at that very moment."""
    raw = Raw(own_hub, own_hub.admin_token)
    content = os.urandom(500_000)
    for turn in range(12):
        repo = create(raw, f"gone-{turn}")
        push(raw, repo, "a.bin", content)
        raw.request("DELETE", "/api/repos/delete", json={"name": f"gone-{turn}", "type": "model"}).raise_for_status()
        # Doomed now, and removed in the race or not.
        Collection(own_hub).end()
        let_time_pass(own_hub)
        target = create(raw, f"new-{turn}")
        collection = Collection(own_hub)
        pushed, succeeded = prepare(content), False
        deadline = time.monotonic() + 60
        while not succeeded and time.monotonic() < deadline:
            # The epoch changes while it is collected: a client begins again, with a new token.
            cas = Cas(raw, target)
            succeeded = (
                cas.put_xorb(pushed.xorb).status_code == 200
                and cas.put_shard(shard([pushed.file], [pushed.xorb])).status_code == 200
                and commit_file(raw, target, "a.bin", pushed).status_code == 200
            )
            if not succeeded:
                time.sleep(0.05)
        collection.end()
        assert succeeded
        assert resolve(raw, target, "a.bin").content == content
        let_time_pass(own_hub)
        Collection(own_hub).end()
        assert resolve(raw, target, "a.bin").content == content
        raw.request("DELETE", "/api/repos/delete", json={"name": f"new-{turn}", "type": "model"}).raise_for_status()
    assert "nothing wrong" in own_hub.admin("fsck").stdout


@pytest.mark.timeout(300)
def test_repo_is_deleted_while_it_is_converted(own_hub):
    raw = Raw(own_hub, own_hub.admin_token)
    for turn in range(2):
        repo = create(raw, f"lfs-{turn}")
        contents = [os.urandom(3_000_000) for _ in range(3)]
        for number, content in enumerate(contents):
            pushed = prepare(content)
            action = raw.upload_action(repo, pushed.sha256, len(content))
            raw.request("PUT", action["href"], data=content).raise_for_status()
            assert commit_file(raw, repo, f"{number}.bin", pushed).status_code == 200
        let_time_pass(own_hub)
        if turn % 2:
            wait_for_xet_hash(raw, repo, "0.bin")
        raw.request("DELETE", "/api/repos/delete", json={"name": f"lfs-{turn}", "type": "model"}).raise_for_status()
    # A conversion that was under way stores what only a later collection finds.
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        collect(own_hub)
        if sql(own_hub, "SELECT count(*) FROM jobs WHERE kind = 'xet.convert'") == "0" and not xorb_files(own_hub):
            break
    assert "nothing wrong" in own_hub.admin("fsck", "--deep").stdout
    assert xorb_files(own_hub) == []
