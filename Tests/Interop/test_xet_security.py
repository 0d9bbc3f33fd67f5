"""Xet requests that no client would send: whoever may not read or write gets nothing, and nothing false is stored."""

import os
import struct
import time
import uuid

import lz4.frame
import pytest

from support.content import sha256
from support.raw import Raw
from support.wire import send
from support.xet import (
    BOOKEND,
    SHARD_TAG,
    File,
    Segment,
    Xorb,
    chunk_header,
    chunk_record,
    hash_string,
    shard,
    split,
    xorb_records,
)
from support.xet_cas import Cas, commit_file, events, fetches, prepare, push, rebuild, store, token_answer
from support.xet_client import entry_of, resolve, xorb_files

KNOWN = (401, 403, 404)


@pytest.fixture
def raw(hub, alice):
    return Raw(hub, alice.token)


@pytest.fixture
def raw_bob(hub, bob):
    return Raw(hub, bob.token)


@pytest.fixture
def nobody(hub):
    return Raw(hub, None)


def new_repo(api, owner: str, private: bool = False) -> str:
    name = f"{owner}/xet-{uuid.uuid4().hex[:10]}"
    api.create_repo(name, private=private)
    return name


@pytest.fixture
def private(api, alice):
    return new_repo(api, alice.name, private=True)


@pytest.fixture
def theirs(stranger, bob):
    """A repo of bob's."""
    return new_repo(stranger, bob.name)


@pytest.fixture
def secret(raw, private):
    """A file in alice's private repo."""
    return push(raw, private, "a.bin", os.urandom(400_000))


@pytest.fixture
def cas(raw, model):
    return Cas(raw, model)


# Tokens


def test_token_is_told_twice(hub, raw, repo, kind):
    for scope in ("read", "write"):
        answer = token_answer(raw, repo, scope, kind)
        assert answer.status_code == 200
        grant = answer.json()
        assert answer.headers["x-xet-access-token"] == grant["accessToken"]
        assert answer.headers["x-xet-token-expiration"] == str(grant["exp"])
        assert answer.headers["x-xet-cas-url"] == grant["casUrl"]
        assert grant["casUrl"].startswith(f"{hub.url}/cas/") and not grant["casUrl"].endswith("/")
        assert isinstance(grant["exp"], int)
        assert time.time() + 15 * 60 <= grant["exp"] + 1 <= time.time() + 24 * 3600
        assert len(grant["accessToken"]) < 64_000


def test_revisions_of_tokens(api, raw, model):
    api.create_branch(model, branch="x/y")
    api.create_tag(model, tag="v1")
    for scope in ("read", "write"):
        for revision in ("main", "x%2Fy", "v1", raw.head(model)):
            if scope == "read" or revision in ("main", "x%2Fy"):
                assert token_answer(raw, model, scope, revision=revision).status_code == 200, revision
        assert token_answer(raw, model, "read", revision="nothing").status_code == 404
    missing = token_answer(raw, f"{model}-missing", "read")
    assert (missing.status_code, missing.headers["x-error-code"]) == (404, "RepoNotFound")


def test_owner_of_one_token_route_only(raw_bob, nobody, model, private):
    """Public: everybody reads, the owner writes. Private: strangers don't learn that it exists."""
    assert token_answer(nobody, model, "read").status_code == 200
    assert token_answer(raw_bob, model, "read").status_code == 200
    assert token_answer(raw_bob, model, "write").status_code == 403
    assert token_answer(nobody, model, "write").status_code == 401
    for scope in ("read", "write"):
        assert token_answer(nobody, private, scope).status_code in (401, 404)
        assert token_answer(raw_bob, private, scope).status_code == 404
        for answer in (token_answer(nobody, private, scope), token_answer(raw_bob, private, scope)):
            assert "x-xet-access-token" not in answer.headers and "accessToken" not in answer.text


def test_role_of_the_hub_token(hub, alice, model, private):
    reader = Raw(hub, hub.token(alice.name, "read"))
    for repo in (model, private):
        assert token_answer(reader, repo, "read").status_code == 200
        assert token_answer(reader, repo, "write").status_code == 403
        assert token_answer(reader, repo, "write", revision="main?create_pr=1").status_code == 403
    assert token_answer(Raw(hub, "hf_" + "x" * 34), model, "read").status_code == 401


def test_token_for_a_pull_request(hub, raw, raw_bob, nobody, model, private):
    """Who may open one may upload for it, into what is theirs; `None` is how some clients spell "no revision"."""
    for revision in ("main?create_pr=1", "None", "None?create_pr=1"):
        assert token_answer(raw, model, "write", revision=revision).status_code == 200, revision
    for revision in ("main?create_pr=1", "None?create_pr=1"):
        answer = token_answer(raw_bob, model, "write", revision=revision)
        assert answer.status_code == 200, revision
        # Not into alice's domain.
        assert answer.json()["casUrl"] != Cas(raw, model).url
        assert token_answer(nobody, model, "write", revision=revision).status_code == 401
        assert token_answer(raw_bob, private, "write", revision=revision).status_code == 404
    proposed = Cas(raw_bob, model, revision="main?create_pr=1")
    pushed = prepare(os.urandom(100_000))
    store(proposed, pushed)
    assert commit_file(raw_bob, model, "a.bin", pushed).status_code == 403
    assert commit_file(raw, model, "a.bin", pushed).status_code == 400


def test_cas_without_a_right_token(hub, alice, raw, raw_bob, nobody, model, theirs, secret, private):
    cas = Cas(raw, private)
    path = f"/v1/reconstructions/{secret.file.name}"
    assert cas.get(path).status_code == 200
    altered = cas.token[:-1] + ("A" if cas.token[-1] != "A" else "B")
    for token in (altered, cas.token[:-4], alice.token, "x", ""):
        headers = {"authorization": f"Bearer {token}"}
        assert nobody.get(cas.url + path, headers=headers).status_code == 401, token
    assert nobody.get(cas.url + path).status_code == 401
    assert nobody.post(f"{cas.url}/v1/xorbs/default/{secret.xorb.name}", data=b"x").status_code == 401
    assert nobody.post(f"{cas.url}/v1/shards", data=b"x").status_code == 401
    # A right token at another domain's address, and at another epoch's.
    token = Cas(raw_bob, theirs).token
    assert nobody.get(cas.url + path, headers={"authorization": f"Bearer {token}"}).status_code in KNOWN
    base, epoch = cas.url.rsplit("/", 1)
    later = f"{base}/{int(epoch) + 1}"
    assert nobody.get(later + path, headers={"authorization": f"Bearer {cas.token}"}).status_code in KNOWN
    # And it opens nothing but the CAS.
    assert nobody.get("/api/whoami-v2", headers={"authorization": f"Bearer {cas.token}"}).status_code == 401


def test_read_token_writes_nothing(hub, raw, model):
    cas, pushed = Cas(raw, model, "read"), prepare(os.urandom(100_000))
    before = xorb_files(hub)
    assert cas.put_xorb(pushed.xorb).status_code == 403
    assert xorb_files(hub) == before
    writer = Cas(raw, model)
    assert writer.put_xorb(pushed.xorb).status_code == 200
    for version in (1, 2):
        assert cas.put_shard(shard([pushed.file], [pushed.xorb]), version).status_code == 403
    assert not writer.has_file(pushed.file.name)
    for path in (f"/xorbs/default/{pushed.xorb.name}", f"/xorb/default/{pushed.xorb.name}", "/shards", "/shard/x/y"):
        assert cas.post(path, data=pushed.xorb.body()).status_code in (403, 404), path


# Strangers


def reading_paths(pushed) -> list[str]:
    name, xorb, chunk = pushed.file.name, pushed.xorb.name, hash_string(pushed.xorb.hashes[0])
    return [
        f"/v1/reconstructions/{name}",
        f"/v2/reconstructions/{name}",
        f"/v1/reconstructions?file_id={name}",
        f"/reconstructions/{name}",
        f"/reconstruction/{name}",
        f"/v1/files/{name}",
        f"/v2/file-chunk-hashes/{name}",
        f"/v1/xorbs/default/{xorb}",
        f"/xorbs/default/{xorb}",
        f"/v1/chunks/default/{chunk}",
        f"/chunks/default/{chunk}",
        f"/chunk/default/{chunk}",
        # A hash of one kind as if it were of another.
        f"/v1/reconstructions/{xorb}",
        f"/v2/reconstructions/{chunk}",
    ]


def test_stranger_with_every_hash(raw_bob, nobody, model, theirs, secret):
    """File hash, xorb hash, chunk hash, SHA-256: none of them opens anything."""
    for cas in (
        Cas(raw_bob, theirs),
        Cas(raw_bob, theirs, "read"),
        Cas(raw_bob, model, "read"),
        Cas(nobody, model, "read"),
    ):
        for path in reading_paths(secret):
            for method in ("GET", "HEAD"):
                answer = cas.request(method, path)
                assert answer.status_code in (404, 405), f"{method} {path}"
        body = [{"prefix": "default", "hash": secret.file.name}]
        assert cas.post("/v1/reconstructions", json=body).status_code == 404
    [entry] = raw_bob.batch(theirs, [(secret.sha256, len(secret.content))], operation="download").json()["objects"]
    assert "actions" not in entry and entry["error"]["code"] == 404
    [entry] = raw_bob.batch(theirs, [(secret.sha256, len(secret.content))]).json()["objects"]
    assert "upload" in entry["actions"]
    assert 400 <= commit_file(raw_bob, theirs, "a.bin", secret).status_code < 500


def test_stranger_at_the_repo(raw_bob, nobody, private, secret):
    for reader in (raw_bob, nobody):
        for method in ("GET", "HEAD"):
            answer = resolve(reader, private, "a.bin", method=method)
            assert answer.status_code in (401, 404)
            assert not [name for name in answer.headers if name.lower().startswith(("x-xet", "x-linked"))]
            assert "link" not in answer.headers


def test_token_of_one_repo_reads_no_other(raw, model, private, secret):
    """Even of the same owner: the repos share chunks, not files."""
    for scope in ("read", "write"):
        cas = Cas(raw, model, scope)
        name = secret.file.name
        for path in (
            f"/v1/reconstructions/{name}",
            f"/v2/reconstructions/{name}",
            f"/v1/reconstructions?file_id={name}",
        ):
            assert cas.get(path).status_code == 404
        assert cas.post("/v1/reconstructions", json=[{"prefix": "default", "hash": name}]).status_code == 404
        assert cas.head(f"/v1/files/{name}").status_code == 404
    assert Cas(raw, private, "read").has_file(secret.file.name)


def test_registered_file_is_not_yet_in_the_repo(raw, raw_bob, nobody, model):
    """Between shard and commit: other readers of the repo see nothing of it."""
    pushed = prepare(os.urandom(100_000))
    store(Cas(raw, model), pushed)
    for reader in (raw_bob, nobody):
        assert not Cas(reader, model, "read").has_file(pushed.file.name)


def test_file_of_another_owner_by_reference(hub, raw_bob, theirs, secret):
    """Bob knows every hash of alice's file, and all proofs; the xorb is none of his."""
    cas = Cas(raw_bob, theirs)
    for xorbs in ([], [secret.xorb]):
        body = shard([secret.file], xorbs)
        assert cas.put_shard(body).status_code == 400
        answer = cas.put_shard(body, version=2)
        assert answer.status_code == 400 or events(answer)[-1]["type"] == "error"
    assert not cas.has_file(secret.file.name)
    assert 400 <= commit_file(raw_bob, theirs, "a.bin", secret).status_code < 500
    # Beside a good file: all or nothing.
    good = prepare(os.urandom(100_000))
    assert cas.put_xorb(good.xorb).status_code == 200
    assert cas.put_shard(shard([good.file, secret.file], [good.xorb])).status_code == 400
    assert not cas.has_file(good.file.name) and not cas.has_file(secret.file.name)
    assert cas.put_shard(shard([good.file], [good.xorb])).status_code == 200


# Data addresses


@pytest.fixture
def shared(raw, model, private):
    """One xorb with chunks of two files, one in a public repo and one in a private one."""
    xorb = Xorb(split(os.urandom(65_536 * 10)))
    files = [File([Segment(xorb, 0, 4)]), File([Segment(xorb, 4, 10)])]
    contents = [b"".join(xorb.chunks[:4]), b"".join(xorb.chunks[4:])]
    for repo, file, content in zip((model, private), files, contents, strict=True):
        file.sha256 = sha256(content)
        cas = Cas(raw, repo)
        assert cas.put_xorb(xorb).status_code == 200
        assert cas.put_shard(shard([file], [])).status_code == 200
        operation = raw.large_file("a.bin", file.sha256, len(content))
        assert raw.commit(repo, [raw.header("Add"), operation]).status_code == 200
    return xorb, files, contents


@pytest.mark.parametrize("version", [1, 2])
def test_address_is_bound_to_its_range(raw, nobody, model, shared, version):
    xorb, [file, _], [content, _] = shared
    cas = Cas(nobody, model, "read")
    plan = cas.plan(file.name, version).json()
    assert rebuild(cas, plan) == content
    [fetch] = fetches(plan)
    record = len(chunk_record(xorb.chunks[0]))
    assert (fetch.first, fetch.last) == (0, 4 * record - 1)
    assert cas.fetch(fetch.url, fetch.first, fetch.last).status_code == 206
    for first, last in [
        (0, 4 * record),
        (0, 10 * record - 1),
        (4 * record, 5 * record - 1),
        (1, 4 * record),
        (0, 10**9),
    ]:
        answer = cas.fetch(fetch.url, first, last)
        assert answer.status_code == 403, f"{first}-{last}: {len(answer.content)} bytes"
    for value in ("bytes=0-", f"bytes=-{record}", f"bytes=0-9,{4 * record}-{5 * record}", f"bytes={4 * record}-", "x"):
        assert nobody.get(fetch.url, headers={"range": value}).status_code == 403, value
    whole = nobody.get(fetch.url)
    assert whole.status_code == 403 or len(whole.content) <= 4 * record
    assert raw.get(fetch.url, headers={"range": f"bytes={4 * record}-{5 * record - 1}"}).status_code == 403


def test_address_is_altered(nobody, model, shared):
    _, [file, _], _ = shared
    cas = Cas(nobody, model, "read")
    [fetch] = fetches(cas.plan(file.name).json())
    other = prepare(b"x").xorb.name
    path, _, query = fetch.url.partition("?")
    altered = [fetch.url[:-1] + ("A" if fetch.url[-1] != "A" else "B"), fetch.url[:-3], fetch.url + "x"]
    if query:
        altered.append(path)
    if fetch.xorb in fetch.url:
        altered.append(fetch.url.replace(fetch.xorb, other))
    for place in range(len(path) - 60, len(path), 7):
        altered.append(
            path[:place] + ("0" if path[place] != "0" else "1") + path[place + 1 :] + (query and "?" + query)
        )
    for url in altered:
        answer = cas.fetch(url, fetch.first, fetch.last)
        assert answer.status_code in (403, 404), f"{fetch.url} read as {url}"
    method = nobody.request("PUT", fetch.url, data=b"x")
    assert method.status_code in (403, 404, 405)


def test_address_of_a_repo_that_became_private(api, raw_bob, nobody, model, shared):
    _, [file, _], _ = shared
    found = []
    for reader in (raw_bob, nobody):
        cas = Cas(reader, model, "read")
        [fetch] = fetches(cas.plan(file.name).json())
        assert cas.fetch(fetch.url, fetch.first, fetch.last).status_code == 206
        found.append((cas, fetch))
    api.update_repo_settings(model, private=True)
    for cas, fetch in found:
        assert cas.fetch(fetch.url, fetch.first, fetch.last).status_code in (403, 404)
        assert cas.plan(file.name).status_code in KNOWN
        assert cas.plan(file.name, 1).status_code in KNOWN


def test_address_of_a_repo_that_is_gone(api, raw, private, secret):
    cas = Cas(raw, private)
    [fetch] = fetches(cas.plan(secret.file.name).json())
    assert cas.fetch(fetch.url, fetch.first, fetch.last).status_code == 206
    api.delete_repo(private)
    assert cas.fetch(fetch.url, fetch.first, fetch.last).status_code in (403, 404)
    assert cas.plan(secret.file.name).status_code in KNOWN
    assert cas.put_xorb(prepare(os.urandom(1000)).xorb).status_code in KNOWN


def test_address_of_a_token_that_was_revoked(hub, alice, private, secret):
    token = hub.token(alice.name)
    cas = Cas(Raw(hub, token), private)
    [fetch] = fetches(cas.plan(secret.file.name).json())
    assert cas.fetch(fetch.url, fetch.first, fetch.last).status_code == 206
    hub.admin("revoke-token", token)
    assert cas.fetch(fetch.url, fetch.first, fetch.last).status_code in (403, 404)
    assert cas.plan(secret.file.name).status_code in KNOWN
    assert cas.put_xorb(prepare(os.urandom(1000)).xorb).status_code in KNOWN


def test_old_addresses_of_the_same_content_stay_apart(raw, raw_bob, private, theirs, secret):
    """Bob uploads the same bytes: his address reads his copy, and neither repo opens the other's."""
    mine = push(raw_bob, theirs, "a.bin", secret.content)
    assert mine.file.name == secret.file.name
    assert Cas(raw_bob, theirs, "read").has_file(mine.file.name)
    assert resolve(raw_bob, theirs, "a.bin").content == secret.content
    raw_bob.request(
        "DELETE", "/api/repos/delete", json={"name": theirs.split("/")[1], "type": "model"}
    ).raise_for_status()
    assert resolve(raw, private, "a.bin").content == secret.content


# Shards that must be refused


def flipped(hash: bytes) -> bytes:
    return bytes([hash[0] ^ 1]) + hash[1:]


def bad_shards(pushed, other) -> dict[str, bytes]:
    """Each differs in one thing from the shard that is accepted in the end. `other` is a xorb nobody sent."""
    xorb, oid = pushed.xorb, pushed.sha256
    half = len(xorb.chunks) // 2
    good = shard([pushed.file], [xorb])
    real_hash = pushed.file.hash

    def with_segments(*segments, hash=real_hash, **options):
        return shard([File(list(segments), oid, hash, **options)], [xorb])

    return {
        "empty body": b"",
        "not a shard": os.urandom(500),
        "only a header": good[:48],
        "tag": b"X" + good[1:],
        "version": shard([pushed.file], [xorb], version=3),
        "truncated in the file": good[: 48 + 60],
        "truncated in the xorb": good[:-100],
        "without the last bookend": good[:-48],
        "one byte short": good[:-1],
        "wrong file hash": with_segments(Segment(xorb), hash=flipped(real_hash)),
        "zero file hash": with_segments(Segment(xorb), hash=bytes(32)),
        "wrong verification": with_segments(Segment(xorb, verification=flipped(Segment(xorb).verification))),
        "verification of zeros": with_segments(Segment(xorb, verification=bytes(32))),
        "verification of other chunks": with_segments(
            Segment(xorb, 0, half, verification=Segment(xorb, half).verification), Segment(xorb, half)
        ),
        "no verification": with_segments(Segment(xorb), verified=False),
        "segment too short": with_segments(Segment(xorb, size=xorb.size - 1)),
        "segment too long": with_segments(Segment(xorb, size=xorb.size + 1)),
        "segment of no bytes": with_segments(Segment(xorb, size=0)),
        "chunks in another order": with_segments(Segment(xorb, half), Segment(xorb, 0, half)),
        "chunk missing": with_segments(Segment(xorb, 0, len(xorb.chunks) - 1)),
        "end behind the xorb": shard([File([_reaching(xorb, 0, len(xorb.chunks) + 1)], oid, real_hash)], [xorb]),
        "first behind the xorb": shard([File([_reaching(xorb, 10**6, 10**6 + 1)], oid, real_hash)], [xorb]),
        "first behind the end": shard([File([_reaching(xorb, 3, 1)], oid, real_hash)], [xorb]),
        "no chunk at all": shard([File([_reaching(xorb, 2, 2)], oid, real_hash)], [xorb]),
        "largest indices": shard([File([_reaching(xorb, 0, 2**32 - 1)], oid, real_hash)], [xorb]),
        "no segment": shard([File([], oid, real_hash)], [xorb]),
        "unknown xorb": shard([File([Segment(other)], oid)], []),
        "unknown xorb that is listed": shard([File([Segment(other)], oid)], [other]),
        "count of segments overflows": with_segments(Segment(xorb), count=2**32 - 1),
        "more segments than there are": with_segments(Segment(xorb), count=1000),
        "count of chunks overflows": _with_xorb_count(pushed, 2**32 - 1),
        "more chunks than there are": _with_xorb_count(pushed, len(xorb.chunks) + 1),
        "listed xorb with other chunks": _with_listed(pushed, os.urandom(32)),
    }


def _reaching(xorb: Xorb, first: int, end: int) -> Segment:
    segment = Segment(xorb)
    segment.first, segment.end = first, end
    return segment


def _with_xorb_count(pushed, count: int) -> bytes:
    head = SHARD_TAG + struct.pack("<QQ", 2, 0)
    return head + pushed.file.records() + BOOKEND + xorb_records(pushed.xorb, count) + BOOKEND


def _with_listed(pushed, hash: bytes) -> bytes:
    """The second chunk of the listed xorb has another hash than the one that is stored."""
    body = bytearray(shard([pushed.file], [pushed.xorb]))
    start = len(body) - 48 - 48 * (len(pushed.xorb.chunks) - 1)
    body[start : start + 32] = hash
    return bytes(body)


@pytest.mark.parametrize("version", [1, 2])
def test_bad_shards(raw, model, cas, version):
    """v1 says 400; v2 may also say why in an event. Nothing is registered, and the good one is accepted after them."""
    pushed, other = prepare(os.urandom(65_536 * 6)), prepare(os.urandom(1000)).xorb
    assert cas.put_xorb(pushed.xorb).status_code == 200
    for name, body in bad_shards(pushed, other).items():
        answer = cas.put_shard(body, version)
        if version == 2 and answer.status_code == 200:
            last = events(answer)[-1]
            assert last["type"] == "error", name
            assert last["message"] and last["retryable"] is False, name
        else:
            assert answer.status_code == 400, f"{name}: {answer.status_code} {answer.text[:200]}"
        assert not cas.has_file(pushed.file.name), name
    assert 400 <= commit_file(raw, model, "a.bin", pushed).status_code < 500
    answer = cas.put_shard(shard([pushed.file], [pushed.xorb]), version)
    if version == 1:
        assert (answer.status_code, answer.json()["result"]) == (200, 1)
    else:
        assert answer.status_code == 200
        assert answer.headers["content-type"].split(";")[0] == "application/x-ndjson"
        lines = events(answer)
        assert lines[-1] == {"type": "result", "result": 1}
        assert {line["type"] for line in lines[:-1]} <= {"validating", "committing"}
    assert commit_file(raw, model, "a.bin", pushed).status_code == 200
    assert resolve(raw, model, "a.bin").content == pushed.content


def test_shard_of_several_files_is_all_or_nothing(cas):
    good, bad = prepare(os.urandom(100_000)), prepare(os.urandom(100_000))
    for pushed in (good, bad):
        assert cas.put_xorb(pushed.xorb).status_code == 200
    wrong = File([Segment(bad.xorb)], bad.sha256, flipped(bad.file.hash))
    unverified = File([Segment(bad.xorb)], bad.sha256, verified=False)
    for other in (wrong, unverified):
        assert cas.put_shard(shard([good.file, other], [good.xorb, bad.xorb])).status_code == 400
        assert not cas.has_file(good.file.name) and not cas.has_file(other.name)


def test_shards_that_are_unusual_and_right(raw, model, cas):
    """Twice, with a footer or without the one that is announced, over several xorbs, with chunks used again, without a SHA-256."""
    pushed = prepare(os.urandom(300_000))
    store(cas, pushed)
    assert cas.put_shard(shard([pushed.file], [pushed.xorb])).status_code == 200
    assert cas.put_shard(shard([pushed.file], [], footer=True)).status_code == 200
    assert cas.put_shard(shard([pushed.file], [], announced=200)).status_code == 200
    second = prepare(os.urandom(200_000), size=1000)
    assert cas.put_xorb(second.xorb).status_code == 200
    segments = [
        Segment(pushed.xorb, 1, 3),
        Segment(second.xorb, 7, 150),
        Segment(pushed.xorb, 1, 2),
        Segment(pushed.xorb),
    ]
    content = b"".join(b"".join(each.xorb.chunks[each.first : each.end]) for each in segments)
    file = File(segments, sha256(content))
    assert cas.put_shard(shard([file], [second.xorb])).status_code == 200
    assert raw.commit(model, [raw.header("x"), raw.large_file("a.bin", file.sha256, len(content))]).status_code == 200
    assert resolve(raw, model, "a.bin").content == content
    assert rebuild(cas, cas.plan(file.name).json()) == content
    assert rebuild(cas, cas.plan(file.name, 1).json()) == content
    nameless = File([Segment(second.xorb)])
    assert cas.put_shard(shard([nameless], [second.xorb])).status_code == 200
    empty = shard([], [])
    assert cas.put_shard(empty).status_code in (200, 400)


def test_shard_that_is_too_large(hub, cas):
    headers = {"authorization": f"Bearer {cas.token}", "content-length": str(1 << 30)}
    path = cas.url.removeprefix(hub.url)
    answer = send(hub.url, "POST", f"{path}/v1/shards", headers, SHARD_TAG, keep_open=True)
    assert answer is not None and answer.status in (400, 413)


# Xorbs that must be refused


def lz4_record(data: bytes, raw: int) -> bytes:
    stored = lz4.frame.compress(data, store_size=False)
    return chunk_header(len(stored), 1, raw) + stored


def bad_xorbs(xorb: Xorb) -> dict[str, tuple[str, bytes]]:
    """Name of the xorb and body."""
    good, first, rest = xorb.body(), xorb.records()[0], b"".join(xorb.records()[1:])
    data = xorb.chunks[0]
    text = b"a word and " * 5000
    packed = lz4.frame.compress(text, store_size=False)
    tiny = Xorb([bytes([index % 256, index // 256]) for index in range(8193)])
    large = Xorb([bytes(131_072)] * 513, [1] * 513)
    wide = Xorb([os.urandom(131_073)])
    name = xorb.name
    named = Xorb([text]).name
    return {
        "empty": (name, b""),
        "empty, with the hash of nothing": ("0" * 64, b""),
        "wrong hash": (hash_string(flipped(xorb.hash)), good),
        "hash of zeros": ("0" * 64, good),
        "flipped byte": (name, good[:-1] + bytes([good[-1] ^ 1])),
        "flipped byte in the first chunk": (name, good[:20] + bytes([good[20] ^ 1]) + good[21:]),
        "one byte short": (name, good[:-1]),
        "one byte more": (name, good + b"\0"),
        "half a header": (name, good + good[:5]),
        "chunk missing": (name, rest),
        "chunk twice": (name, first + good),
        "other order": (name, rest + first),
        "unknown version": (name, chunk_header(len(data), 0, len(data), version=1) + data + rest),
        "unknown scheme": (name, chunk_header(len(data), 3, len(data)) + data + rest),
        "scheme 99": (name, chunk_header(len(data), 99, len(data)) + data + rest),
        "raw length of nothing": (name, good + chunk_header(0, 0, 0)),
        "lengths differ without compression": (name, chunk_header(len(data), 0, len(data) - 1) + data + rest),
        "stored length beyond the body": (name, chunk_header(2**24 - 1, 0, len(data)) + data + rest),
        "raw length beyond the limit": (wide.name, wide.body()),
        "stored length beyond the limit": (name, chunk_header(262_145, 1, 65_536) + bytes(262_145)),
        "LZ4 of noise": (name, chunk_header(len(data), 1, len(data)) + data + rest),
        "LZ4 that breaks off": (named, chunk_header(len(packed) - 10, 1, len(text)) + packed[:-10]),
        "LZ4 with something behind it": (named, chunk_header(len(packed) + 5, 1, len(text)) + packed + b"hello"),
        "LZ4 that is longer than it says": (named, lz4_record(text + b"!", len(text))),
        "LZ4 that is shorter than it says": (named, lz4_record(text[:-1], len(text))),
        "LZ4 bomb": (named, lz4_record(bytes(40_000_000), len(text))),
        "LZ4 of nothing": (named, lz4_record(b"", len(text))),
        "too many chunks": (tiny.name, tiny.body()),
        "too many bytes": (large.name, large.body()),
    }


def test_bad_xorbs(hub, cas):
    """400, nothing stored, and the good one is accepted after them."""
    xorb = Xorb(split(os.urandom(65_536 * 4)))
    before = sorted(xorb_files(hub))
    for name, (hash, body) in bad_xorbs(xorb).items():
        answer = cas.put_xorb(xorb, body, hash)
        assert answer.status_code == 400, f"{name}: {answer.status_code} {answer.text[:200]}"
        assert answer.headers["x-error-code"] or answer.json()["error"], name
        assert not cas.has_xorb(hash), name
    assert sorted(xorb_files(hub)) == before
    assert cas.put_xorb(xorb).json() == {"was_inserted": True}


def test_names_of_xorbs(cas):
    xorb = prepare(os.urandom(1000)).xorb
    for name in ("x", xorb.name[:-1], xorb.name + "0", "g" * 64, "..%2F..%2Fx", "%00" * 64):
        assert cas.put_xorb(xorb, name=name).status_code in (400, 404), name
        assert cas.head(f"/v1/xorbs/default/{name}").status_code in (400, 404), name
        assert cas.get(f"/v2/reconstructions/{name}").status_code in (400, 404), name
        assert cas.get(f"/v1/chunks/default/{name}").status_code in (400, 404), name


def test_xorb_twice(cas):
    pushed = prepare(os.urandom(200_000))
    assert cas.put_xorb(pushed.xorb).json() == {"was_inserted": True}
    assert cas.put_xorb(pushed.xorb).json() == {"was_inserted": False}
    answer = cas.head(f"/v1/xorbs/default/{pushed.xorb.name}")
    assert (answer.status_code, answer.headers["content-length"]) == (200, str(len(pushed.xorb.body())))


def test_xorb_packed_otherwise(raw, model, cas):
    """The same chunks, compressed differently: the first copy stays, and what is read fits it."""
    content = b"".join(struct.pack("<f", 1 / (index + 1)) for index in range(100_000))
    packings = [prepare(content, scheme=scheme) for scheme in (1, 0, 2)]
    assert len({pushed.xorb.name for pushed in packings}) == 1
    assert [cas.put_xorb(pushed.xorb).json()["was_inserted"] for pushed in packings] == [True, False, False]
    stored = cas.head(f"/v1/xorbs/default/{packings[0].xorb.name}").headers["content-length"]
    assert stored == str(len(packings[0].xorb.body()))
    assert cas.put_shard(shard([packings[2].file], [packings[2].xorb])).status_code == 200
    assert commit_file(raw, model, "a.bin", packings[2]).status_code == 200
    assert resolve(raw, model, "a.bin").content == content
    assert rebuild(cas, cas.plan(packings[0].file.name).json()) == content


@pytest.mark.parametrize("scheme", [0, 1, 2])
def test_footer_of_old_clients_is_cut_off(raw, model, cas, scheme):
    pushed = prepare(uuid.uuid4().bytes + bytes(range(256)) * 2000, scheme=scheme)
    body = pushed.xorb.body()
    assert cas.put_xorb(pushed.xorb, body + pushed.xorb.footer()).json() == {"was_inserted": True}
    answer = cas.head(f"/v1/xorbs/default/{pushed.xorb.name}")
    assert answer.headers["content-length"] == str(len(body))
    assert cas.put_shard(shard([pushed.file], [pushed.xorb], footer=True)).status_code == 200
    assert commit_file(raw, model, "a.bin", pushed).status_code == 200
    [fetch] = fetches(cas.plan(pushed.file.name).json())
    assert cas.fetch(fetch.url, fetch.first, fetch.last).content == body
    assert resolve(raw, model, "a.bin").content == pushed.content


def test_largest_xorb(raw, model, cas):
    """The limit is on the bytes of the chunks; their headers come on top."""
    chunks = split(os.urandom(67_108_864), 8192)
    assert len(chunks) == 8192
    xorb = Xorb(chunks)
    body = xorb.body()
    assert len(body) == 67_174_400
    assert cas.put_xorb(xorb, body).status_code == 200
    file = File([Segment(xorb, 8000, 8192)])
    assert cas.put_shard(shard([file], [xorb])).status_code == 200
    over = Xorb([*chunks[:-1], chunks[-1] + b"x"])
    assert cas.put_xorb(over).status_code == 400


def test_xorb_that_is_too_large(hub, cas):
    headers = {"authorization": f"Bearer {cas.token}", "content-length": str(200_000_000)}
    path = cas.url.removeprefix(hub.url)
    name = prepare(b"x").xorb.name
    answer = send(hub.url, "POST", f"{path}/v1/xorbs/default/{name}", headers, chunk_record(b"x"), keep_open=True)
    assert answer is not None and answer.status in (400, 413)


def test_quota_of_what_no_file_uses(make_hub):
    """Who sends xorbs and never says what for may do so up to a limit; files that use them set it free."""
    hub = make_hub("sqlite")
    hub.environment["ROOST_UNREFERENCED_QUOTA"] = "1000000"
    hub.start()
    try:
        raw = Raw(hub, hub.admin_token)
        raw.post("/api/repos/create", json={"name": "quota", "type": "model"}).raise_for_status()
        cas = Cas(raw, "admin/quota")
        first, second, third = (prepare(os.urandom(400_000)) for _ in range(3))
        assert cas.put_xorb(first.xorb).status_code == 200
        assert cas.put_xorb(second.xorb).status_code == 200
        assert cas.put_xorb(third.xorb).status_code == 413
        assert not cas.has_xorb(third.xorb.name)
        assert cas.put_shard(shard([first.file], [first.xorb])).status_code == 200
        assert cas.put_xorb(third.xorb).status_code == 200
    finally:
        assert hub.stop() == 0


def test_xorb_that_breaks_off(hub, cas):
    before = sorted(xorb_files(hub))
    xorb = Xorb(split(os.urandom(65_536 * 8)))
    body, path = xorb.body(), cas.url.removeprefix(hub.url)
    headers = {"authorization": f"Bearer {cas.token}", "content-length": str(len(body))}
    for sent in (len(xorb.records()[0]) * 3, len(body) - 1):
        answer = send(hub.url, "POST", f"{path}/v1/xorbs/default/{xorb.name}", headers, body[:sent])
        assert answer is None or answer.status >= 400
    assert not cas.has_xorb(xorb.name)
    assert sorted(xorb_files(hub)) == before


# What a client says about its content


def lie(pushed, oid: str) -> bytes:
    return shard([File([Segment(pushed.xorb)], oid)], [pushed.xorb])


def test_false_sha256(raw, model, cas):
    """The shard binds another content to a SHA-256: no proof, no file."""
    pushed, claimed = prepare(os.urandom(300_000)), prepare(os.urandom(300_000))
    assert cas.put_xorb(pushed.xorb).status_code == 200
    assert cas.put_shard(lie(pushed, claimed.sha256)).status_code in (200, 400)
    answer = raw.commit(model, [raw.header("Lie"), raw.large_file("a.bin", claimed.sha256, 300_000)])
    assert answer.status_code == 400 and answer.headers["x-error-code"]
    assert resolve(raw, model, "a.bin").status_code == 404
    assert raw.get(f"/api/models/{model}/lfs-files").json() == []
    [entry] = raw.batch(model, [(claimed.sha256, 300_000)]).json()["objects"]
    assert "upload" in entry["actions"]
    # The honest upload is not hindered by it.
    store(cas, claimed)
    assert commit_file(raw, model, "a.bin", claimed).status_code == 200
    assert resolve(raw, model, "a.bin").content == claimed.content


def test_size_that_is_wrong(raw, model, cas):
    pushed = prepare(os.urandom(100_000))
    store(cas, pushed)
    for size in (99_999, 100_001, 0):
        answer = raw.commit(model, [raw.header("x"), raw.large_file("a.bin", pushed.sha256, size)])
        assert answer.status_code == 400, size
    assert commit_file(raw, model, "a.bin", pushed).status_code == 200


def test_commit_without_a_shard(raw, model, cas):
    pushed = prepare(os.urandom(100_000))
    assert 400 <= commit_file(raw, model, "a.bin", pushed).status_code < 500
    assert cas.put_xorb(pushed.xorb).status_code == 200
    assert 400 <= commit_file(raw, model, "a.bin", pushed).status_code < 500
    nameless = File([Segment(pushed.xorb)])
    assert cas.put_shard(shard([nameless], [pushed.xorb])).status_code == 200
    assert 400 <= commit_file(raw, model, "a.bin", pushed).status_code < 500


def test_sha256_that_another_member_registered(hub, alice, raw, raw_bob):
    """A claim holds for its author's commits only: bob cannot be made to vouch for what alice said."""
    name = f"org-{uuid.uuid4().hex[:8]}"
    hub.organization(name, alice.name, bob="write")
    repo = f"{name}/repo"
    raw.post("/api/repos/create", json={"name": "repo", "organization": name, "type": "model"}).raise_for_status()
    pushed = prepare(os.urandom(200_000))
    store(Cas(raw, repo), pushed)
    assert 400 <= commit_file(raw_bob, repo, "a.bin", pushed).status_code < 500
    assert resolve(raw_bob, repo, "a.bin").status_code == 404
    assert commit_file(raw, repo, "a.bin", pushed).status_code == 200
    # What the hub has seen itself is known to all who may read it.
    assert commit_file(raw_bob, repo, "b.bin", pushed).status_code == 200


def test_sha256_registered_for_another_repo(raw, model, private):
    pushed = prepare(os.urandom(100_000))
    store(Cas(raw, private), pushed)
    assert 400 <= commit_file(raw, model, "a.bin", pushed).status_code < 500


# Reading by plan


CONTENT = bytes(os.urandom(65_536 * 12 + 1234))
PLACES = [(0, 0), (0, 65_535), (0, 65_536), (65_535, 65_536), (100_000, 300_000), (700_000, len(CONTENT) - 1)]


@pytest.mark.parametrize("version", [1, 2])
def test_plans(raw, model, version):
    pushed = push(raw, model, "a.bin", CONTENT)
    cas = Cas(raw, model, "read")
    name = pushed.file.name
    whole = cas.plan(name, version)
    assert whole.headers["content-type"].split(";")[0] == "application/json"
    assert whole.json()["offset_into_first_range"] == 0
    assert ("xorbs" in whole.json(), "fetch_info" in whole.json()) == (version == 2, version == 1)
    assert rebuild(cas, whole.json()) == CONTENT
    for first, last in PLACES:
        plan = cas.plan(name, version, (first, last)).json()
        offset = plan["offset_into_first_range"]
        assert offset == first % 65_536
        assert rebuild(cas, plan)[offset : offset + last - first + 1] == CONTENT[first : last + 1]
        # Only the chunks that the range touches.
        assert [(term["range"]["start"], term["range"]["end"]) for term in plan["terms"]] == [
            (first // 65_536, last // 65_536 + 1)
        ]
    # An end behind the file's is not an error, a start there is.
    plan = cas.plan(name, version, (700_000, 10**12)).json()
    assert rebuild(cas, plan)[plan["offset_into_first_range"] :] == CONTENT[700_000:]
    for start in (len(CONTENT), len(CONTENT) + 1, 10**12):
        assert cas.plan(name, version, (start, start + 100)).status_code == 416
    assert cas.plan("0" * 63 + "1", version).status_code == 404


def test_batches(raw, model):
    first, second = (push(raw, model, path, os.urandom(200_000)) for path in ("a.bin", "b.bin"))
    cas = Cas(raw, model, "read")
    names = [first.file.name, second.file.name]
    by_get = cas.get(f"/v1/reconstructions?file_id={names[0]}&file_id={names[1]}")
    by_post = cas.post("/v1/reconstructions", json=[{"prefix": "default", "hash": name} for name in names])
    for answer in (by_get, by_post):
        assert answer.status_code == 200
        plan = answer.json()
        assert set(plan["files"]) == set(names)
        assert {fetch.xorb for fetch in fetches(plan)} == {first.xorb.name, second.xorb.name}
        for pushed in (first, second):
            one = {"terms": plan["files"][pushed.file.name], "fetch_info": plan["fetch_info"]}
            assert rebuild(cas, one) == pushed.content
    missing = "0" * 63 + "1"
    assert cas.get(f"/v1/reconstructions?file_id={names[0]}&file_id={missing}").status_code == 404
    assert cas.post("/v1/reconstructions", json=[{"prefix": "default", "hash": missing}]).status_code == 404
    for body in (b"", b"{}", b"[1]", b'[{"hash": 1}]', b"nonsense"):
        assert cas.post("/v1/reconstructions", data=body).status_code == 400, body


def test_existence_of_files(raw, model):
    pushed = push(raw, model, "a.bin", CONTENT)
    answer = Cas(raw, model, "read").head(f"/v1/files/{pushed.file.name}")
    assert (answer.status_code, answer.headers["content-length"]) == (200, str(len(CONTENT)))


def test_empty_file(raw, model, cas):
    """Clients never upload one through Xet; its hash is all zeros."""
    answer = cas.plan("0" * 64)
    assert answer.status_code == 404 or answer.json()["terms"] == []


# Other routes


def test_paths_of_old_clients(raw, model, cas):
    for number, (xorb, shards, chunk, plan) in enumerate(
        [
            ("/xorb/default/", "/shard/default/", "/chunk/default/", "/reconstruction/"),
            ("/xorbs/default/", "/shards", "/chunks/default/", "/reconstructions/"),
            ("/v1/xorbs/default/", "/shards", "/v1/chunks/default/", "/v1/reconstructions/"),
        ]
    ):
        pushed = prepare(os.urandom(200_000))
        first = hash_string(pushed.xorb.hashes[0])
        assert cas.get(chunk + first).status_code == 404
        body = pushed.xorb.body() + pushed.xorb.footer()
        assert cas.post(xorb + pushed.xorb.name, data=body).json() == {"was_inserted": True}
        target = shards + "0" * 63 + "1" if shards.endswith("/") else shards
        answer = cas.post(target, data=shard([pushed.file], [pushed.xorb], announced=200))
        assert (answer.status_code, answer.json()["result"]) == (200, 1)
        assert commit_file(raw, model, f"{number}.bin", pushed).status_code == 200
        assert cas.get(chunk + first).status_code == 200
        answer = cas.get(plan + pushed.file.name)
        assert "fetch_info" in answer.json()
        assert rebuild(cas, answer.json()) == pushed.content


def test_routes_that_are_not_there(cas):
    """A client that probes for something newer takes 404 for "no", and anything else for a failure."""
    name = prepare(b"x").xorb.name
    body = {"length": 10, "checksum": {"algo": "crc64nvme", "value": "1"}}
    assert cas.post(f"/v1/xorb-grants/default/{name}", json=body).status_code == 404
    assert cas.post(f"/v1/xorb-commits/default/{name}/grant/1").status_code == 404
    for path in ("/v3/shards", "/v1/nothing", "/v2/xorbs/default/x", "/", ""):
        for method in ("GET", "POST", "PUT", "HEAD"):
            assert cas.request(method, path).status_code == 404, f"{method} {path}"


def test_telemetry(cas):
    body = {"time": 1, "event": "xet_upload_summary", "session_id": "x", "user_agent": "y", "metrics": {"a": 1}}
    answer = cas.post("/v1/telemetry", json=body)
    assert (answer.status_code, answer.json()) == (200, {})
    assert cas.post("/v1/telemetry", data=b"nonsense").status_code in (200, 400)


def test_tree_tells_the_hash(raw, model):
    pushed = push(raw, model, "a.bin", os.urandom(100_000))
    entry = entry_of(raw, model, "a.bin")
    assert entry["xetHash"] == pushed.file.name
    assert (entry["lfs"]["oid"], entry["lfs"]["size"], entry["size"]) == (pushed.sha256, 100_000, 100_000)
