"""Commits that must be refused: with a clear error, and with nothing stored."""

import base64
import json

import pytest

from support.content import random_bytes, sha256
from support.raw import Raw
from support.wire import chunk, send


@pytest.fixture(scope="module")
def raw(hub, alice):
    return Raw(hub, alice.token)


@pytest.fixture(scope="module")
def target(api, raw):
    """A repo that every request of this module tries to spoil."""
    import uuid

    name = f"alice/target-{uuid.uuid4().hex[:8]}"
    api.create_repo(name)
    api.upload_file(path_or_fileobj=b"kept", path_in_repo="kept.txt", repo_id=name)
    api.upload_file(path_or_fileobj=random_bytes(1000, seed=60), path_in_repo="kept.bin", repo_id=name)
    return name


@pytest.fixture
def unchanged(raw, target):
    """Fails the test if it changed anything in the target."""
    before = raw.state(target)
    yield
    assert raw.state(target) == before


def assert_refused(answer, *statuses):
    assert answer.status_code in statuses, f"{answer.status_code}: {answer.text[:300]}"
    assert answer.headers.get("x-error-code"), "no X-Error-Code"
    assert answer.headers.get("x-error-message"), "no X-Error-Message"
    assert answer.json()["error"]


BAD_PATHS = {
    "parent": "..",
    "below parent": "../x",
    "inner parent": "a/../b",
    "last parent": "a/..",
    "here": ".",
    "inner here": "a/./b",
    "git folder": ".git/x",
    "git file": ".git",
    "inner git folder": "a/.git/config",
    "git folder in capitals": ".GIT/x",
    "backslash": "a\\b",
    "leading backslash parent": "..\\x",
    "absolute": "/etc/x",
    "windows absolute": "C:\\x",
    "NUL": "a\0b",
    "newline": "a\nb",
    "tab": "a\tb",
    "control": "a\x01b",
    "delete character": "a\x7fb",
    "empty": "",
    "empty segment": "a//b",
    "trailing slash": "a/",
    "over-long": "a/" * 3000 + "b",
    "over-long name": "n" * 300,
}


# A folder may be deleted with a slash behind its name; everything else is bad in every operation.
BAD_USES = [
    pytest.param(operation, path, id=f"{operation}-{why}")
    for operation in ("file", "lfsFile", "deletedFile", "deletedFolder")
    for why, path in BAD_PATHS.items()
    if (operation, why) != ("deletedFolder", "trailing slash")
]


@pytest.mark.parametrize(("operation", "path"), BAD_USES)
def test_bad_path(raw, target, unchanged, operation, path):
    value = {
        "file": {"path": path, "content": "eA==", "encoding": "base64"},
        "lfsFile": {"path": path, "algo": "sha256", "oid": sha256(random_bytes(1000, seed=60)), "size": 1000},
    }.get(operation, {"path": path})
    answer = raw.commit(target, [Raw.header("x"), Raw.file("also.txt", b"x"), {"key": operation, "value": value}])
    assert_refused(answer, 400, 422)


def test_lone_surrogate_in_a_path(raw, target, unchanged):
    line = b'{"key":"file","value":{"path":"a\\ud800b","content":"eA==","encoding":"base64"}}\n'
    assert_refused(raw.commit(target, Raw.lines([Raw.header("x")]) + line), 400, 422)


@pytest.mark.parametrize("path", [".git/x", "../x", "a\\b", "a\0b"])
def test_bad_path_in_preupload(raw, target, path):
    """Told before gigabytes are sent."""
    answer = raw.post(
        f"/api/models/{target}/preupload/main", json={"files": [{"path": path, "sample": "eA==", "size": 1}]}
    )
    assert_refused(answer, 400, 422)


CLASHES = {
    "file below a file": [Raw.file("a/b/c", b"x")],
    "file in place of a folder": [Raw.file("a", b"x")],
    "both in one commit": [Raw.file("c", b"x"), Raw.file("c/d", b"x")],
    "both in one commit, the other way round": [Raw.file("c/d", b"x"), Raw.file("c", b"x")],
}


@pytest.mark.parametrize("operations", CLASHES.values(), ids=CLASHES.keys())
def test_file_where_a_folder_is(raw, model, operations):
    """What is in the way must be deleted by name: an addition never removes files."""
    raw.commit(model, [Raw.header("x"), Raw.file("a/b", b"x")]).raise_for_status()
    before = raw.state(model)
    assert_refused(raw.commit(model, [Raw.header("x"), *operations]), 400, 409, 422)
    assert raw.state(model) == before


GOOD = Raw.lines([Raw.header("x"), Raw.file("new.txt", b"x")])

BAD_BODIES = {
    "empty": b"",
    "only the header": None,  # below: a commit without operations
    "no header": Raw.lines([Raw.file("new.txt", b"x")]),
    "header at the end": Raw.lines([Raw.file("new.txt", b"x"), Raw.header("x")]),
    "two headers": Raw.lines([Raw.header("x"), Raw.header("y"), Raw.file("new.txt", b"x")]),
    "unknown op": GOOD + Raw.lines([{"key": "chmodFile", "value": {"path": "kept.txt"}}]),
    "op without key": GOOD + Raw.lines([{"value": {"path": "kept.txt"}}]),
    "op without value": GOOD + Raw.lines([{"key": "deletedFile"}]),
    "op without path": GOOD + Raw.lines([{"key": "deletedFile", "value": {}}]),
    "path is a number": GOOD + Raw.lines([{"key": "deletedFile", "value": {"path": 5}}]),
    "not JSON": GOOD + b"this is not JSON\n",
    "half a line": GOOD + b'{"key":"file","value":{"path":"b.txt","content":"eA',
    "a JSON array": b"[" + GOOD.strip().replace(b"\n", b",") + b"]",
    "bare values": GOOD + b"17\nnull\n",
    "deep nesting": GOOD + b"[" * 100_000 + b"\n",
    "invalid UTF-8": GOOD + b'{"key":"file","value":{"path":"\xff\xfe","content":"eA==","encoding":"base64"}}\n',
    "invalid base64": GOOD
    + Raw.lines([{"key": "file", "value": {"path": "b.txt", "content": "%%%", "encoding": "base64"}}]),
    "cut base64": GOOD
    + Raw.lines([{"key": "file", "value": {"path": "b.txt", "content": "eHh4eA=", "encoding": "base64"}}]),
    "unknown encoding": GOOD
    + Raw.lines([{"key": "file", "value": {"path": "b.txt", "content": "x", "encoding": "rot13"}}]),
    "lfs with another algorithm": GOOD
    + Raw.lines([{"key": "lfsFile", "value": {"path": "b.bin", "algo": "md5", "oid": "0" * 64, "size": 1}}]),
    "lfs with a short hash": GOOD + Raw.lines([Raw.large_file("b.bin", "abc", 1)]),
    "lfs with a hash that is not hex": GOOD + Raw.lines([Raw.large_file("b.bin", "z" * 64, 1)]),
    "lfs that nobody uploaded": GOOD + Raw.lines([Raw.large_file("b.bin", "0" * 64, 1)]),
    "lfs with a negative size": GOOD + Raw.lines([Raw.large_file("b.bin", sha256(random_bytes(1000, seed=60)), -1)]),
    "lfs with a wrong size": GOOD + Raw.lines([Raw.large_file("b.bin", sha256(random_bytes(1000, seed=60)), 999)]),
    "delete of a missing file": GOOD + Raw.lines([{"key": "deletedFile", "value": {"path": "missing"}}]),
    "copy of a missing file": GOOD
    + Raw.lines([{"key": "copyFile", "value": {"path": "b.txt", "srcPath": "missing", "srcRevision": "main"}}]),
    "parent that is no hash": Raw.lines([Raw.header("x", parentCommit="not-a-hash"), Raw.file("new.txt", b"x")]),
}
del BAD_BODIES["only the header"]


@pytest.mark.parametrize("body", BAD_BODIES.values(), ids=BAD_BODIES.keys())
def test_bad_body(raw, target, unchanged, body):
    assert_refused(raw.commit(target, body), 400, 404, 412, 422)


def test_regular_file_beyond_the_limit(raw, target, unchanged):
    """Content that should have gone the way of large files."""
    answer = raw.commit(target, [Raw.header("x"), Raw.file("huge.txt", random_bytes(12_000_000, seed=61))])
    assert_refused(answer, 400, 413, 422)


def test_endless_line(raw, target, unchanged):
    """A line has a limit, and the hub does not wait for its end to say so."""

    def body():
        yield Raw.lines([Raw.header("x")])
        yield b'{"key":"file","value":{"path":"a.txt","encoding":"base64","content":"'
        for _ in range(200):
            yield base64.b64encode(b"\0" * 750_000)

    import requests

    try:
        answer = raw.commit(target, body())
    except requests.ConnectionError:
        # The hub may answer and hang up before everything was sent, and the answer gets lost on the way.
        return
    assert_refused(answer, 400, 413, 422)


def commit_headers(alice, **more):
    return {"authorization": f"Bearer {alice.token}", "content-type": "application/x-ndjson", **more}


def test_body_shorter_than_announced(hub, alice, target, unchanged):
    """What has arrived is a whole commit, but more was announced."""
    headers = commit_headers(alice, **{"content-length": str(len(GOOD) + 100)})
    answer = send(hub.url, "POST", f"/api/models/{target}/commit/main", headers, GOOD)
    assert answer is None or answer.status >= 400


def test_chunked_body_without_its_end(hub, alice, target, unchanged):
    headers = commit_headers(alice, **{"transfer-encoding": "chunked"})
    answer = send(hub.url, "POST", f"/api/models/{target}/commit/main", headers, chunk(GOOD))
    assert answer is None or answer.status >= 400


def test_body_longer_than_announced(hub, raw, alice, target):
    """The announced length ends the body; what follows is no part of the commit."""
    extra = Raw.lines([{"key": "deletedFile", "value": {"path": "kept.txt"}}])
    cut = Raw.lines([Raw.header("announced"), Raw.file("announced.txt", b"x")])
    headers = commit_headers(alice, **{"content-length": str(len(cut)), "connection": "close"})
    send(hub.url, "POST", f"/api/models/{target}/commit/main", headers, cut + extra)
    names = {entry["path"] for entry in raw.get(f"/api/models/{target}/tree/main").json()}
    assert "kept.txt" in names


@pytest.mark.parametrize("length", ["-1", "abc", "99999999999999999999999"])
def test_nonsense_content_length(hub, alice, target, unchanged, length):
    headers = commit_headers(alice, **{"content-length": length})
    answer = send(hub.url, "POST", f"/api/models/{target}/commit/main", headers, GOOD)
    assert answer is None or answer.status >= 400


def test_revision_that_does_not_exist(raw, target, unchanged):
    answer = raw.commit(target, GOOD, revision="nowhere")
    assert_refused(answer, 404)
    assert answer.headers["x-error-code"] == "RevisionNotFound"


def test_stale_parent(raw, target, unchanged):
    answer = raw.commit(target, [Raw.header("x", parentCommit="0" * 40), Raw.file("new.txt", b"x")])
    assert_refused(answer, 412)


def test_pull_request_waits_for_a_later_version(raw, target, unchanged):
    answer = raw.post(
        f"/api/models/{target}/commit/main?create_pr=1", data=GOOD, headers={"content-type": "application/x-ndjson"}
    )
    assert_refused(answer, 501)
    assert answer.headers["x-error-code"] == "NotImplemented"


BAD_JSON = {
    "not JSON": b"{",
    "an array": b"[]",
    "wrong types": json.dumps({"name": 5, "type": ["model"]}).encode(),
    "empty": b"",
    "invalid UTF-8": b'{"name":"\xff"}',
    "deep nesting": b"[" * 100_000,
}


@pytest.mark.parametrize("body", BAD_JSON.values(), ids=BAD_JSON.keys())
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/repos/create"),
        ("POST", "/api/repos/move"),
        ("DELETE", "/api/repos/delete"),
        ("POST", "/api/models/{target}/preupload/main"),
        ("POST", "/api/models/{target}/tag/main"),
        ("POST", "/{target}.git/info/lfs/objects/batch"),
        ("POST", "/api/models/{target}/lfs-files/batch"),
        ("POST", "/api/validate-yaml"),
    ],
)
def test_bad_json(raw, target, unchanged, method, path, body):
    answer = raw.request(method, path.format(target=target), data=body, headers={"content-type": "application/json"})
    assert_refused(answer, 400, 422)


BAD_SETTINGS = [{"private": "x"}, {"gated": 5}, {"visibility": "secret"}, {"gated": "sometimes"}, [], "x"]


@pytest.mark.parametrize("settings", BAD_SETTINGS, ids=str)
def test_bad_settings(raw, target, unchanged, settings):
    assert_refused(raw.request("PUT", f"/api/models/{target}/settings", json=settings), 400, 422)


BAD_URLS = [
    "/api/models/{target}/tree/main/..%2f..%2fx",
    "/api/models/{target}/tree/main/a%00b",
    "/{target}/resolve/main/../../../../etc/passwd",
    "/{target}/resolve/main/%2e%2e/%2e%2e/x",
    "/{target}/resolve/main/a%00b",
    "/{target}/resolve/main/%ff%fe",
    "/{target}/resolve/main/%zz",
    "/{target}/resolve/%00/kept.txt",
    "/api/models/..%2f..%2fx/tree/main",
]


@pytest.mark.parametrize("path", BAD_URLS)
def test_bad_url(hub, target, path):
    # By hand, because a library would tidy the path up.
    answer = send(hub.url, "GET", path.format(target=target), {"connection": "close"}, b"")
    assert answer is not None and 400 <= answer.status < 500
    assert answer.headers.get("x-error-code")


@pytest.mark.parametrize("path", ["/api/papers/search?q=x", "/api/collections", "/api/jobs/alice", "/oauth/device"])
def test_parts_of_the_hub_that_are_not_there(raw, path):
    answer = raw.get(path)
    assert_refused(answer, 501)
    assert answer.headers["x-error-code"] == "NotImplemented"


def test_unknown_address(raw):
    answer = raw.get("/api/no-such-thing-at-all")
    assert_refused(answer, 404)
