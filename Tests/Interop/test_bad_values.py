"""Nasty values in every place of every address: whatever the answer, it is never an internal error."""

import uuid

import pytest

from support.raw import Raw
from support.wire import send

NASTY = {
    "NUL": "%00",
    "inner NUL": "a%00b",
    "invalid UTF-8": "%ff%fe",
    "overlong slash": "%c0%af",
    "lone surrogate": "%ed%a0%80",
    "broken escape": "%zz",
    "cut escape": "%2",
    "encoded slash": "a%2fb",
    "encoded parent": "%2e%2e",
    "quote": "'%22%60",
    "SQL": "'%20OR%201=1--",
    "wildcards": "%25_*?",
    "newline": "a%0d%0ab",
    "right to left": "%e2%80%ae",
    "emoji": "%f0%9f%a4%97",
    "long": "a" * 5000,
    "huge number": "9" * 40,
    "negative": "-1",
    "zeros": "0" * 40,
    "zero hash": "0" * 64,
    "ref": "refs/heads/main",
    "at brace": "@%7b1%7d",
    "dots": "main..main",
}

PLACES = [
    "GET /api/models/{}",
    "GET /api/models/alice/{}",
    "GET /api/models/{target}/revision/{}",
    "GET /api/models/{target}/tree/{}",
    "GET /api/models/{target}/tree/main/{}",
    "GET /api/models/{target}/tree/main?cursor={}",
    "GET /api/models/{target}/tree/main?recursive={}",
    "GET /api/models/{target}/commits/{}",
    "GET /api/models/{target}/commits/main?cursor={}",
    "GET /api/models/{target}/compare/{}",
    "GET /api/models/{target}/compare/main..{}",
    "GET /api/models/{target}/lfs-files?cursor={}",
    "GET /api/models/{target}?expand={}",
    "POST /api/models/{target}/branch/{}",
    "DELETE /api/models/{target}/branch/{}",
    "DELETE /api/models/{target}/tag/{}",
    "POST /api/models/{target}/tag/{}",
    "POST /api/models/{target}/super-squash/{}",
    "POST /api/models/{target}/commit/{}",
    "POST /api/models/{target}/preupload/{}",
    "POST /api/models/{target}/paths-info/{}",
    "GET /{target}/resolve/{}/kept.txt",
    "GET /{target}/resolve/main/{}",
    "HEAD /{target}/resolve/main/{}",
    "GET /{target}/raw/main/{}",
    "GET /api/models?search={}",
    "GET /api/models?author={}",
    "GET /api/models?filter={}",
    "GET /api/models?sort={}",
    "GET /api/models?limit={}",
    "GET /api/models?cursor={}",
    "GET /api/models?pipeline_tag={}",
    "GET /api/datasets?language={}",
    "GET /api/users/{}/overview",
    "GET /api/organizations/{}/overview",
    "GET /{}",
    "GET /alice/{}",
    "GET /{target}/tree/{}",
    "GET /{target}/tree/main/{}",
    "GET /{target}/blob/main/{}",
    "GET /{target}/commit/{}",
    "PUT /lfs/upload/{}",
    "PUT /lfs/upload-part/{}",
    "POST /lfs/complete/{}",
    "POST /lfs/verify/{}",
    "GET /lfs/download/{}",
    "POST /{target}.git/info/lfs/objects/batch?x={}",
]


@pytest.fixture(scope="module")
def target(hub, alice):
    raw, name = Raw(hub, alice.token), f"nasty-{uuid.uuid4().hex[:8]}"
    raw.post("/api/repos/create", json={"name": name, "type": "model"}).raise_for_status()
    raw.commit(f"alice/{name}", [Raw.header("x"), Raw.file("kept.txt", b"kept")]).raise_for_status()
    return f"alice/{name}"


@pytest.mark.parametrize("place", PLACES)
def test_address(hub, alice, target, place):
    method, path = place.replace("{target}", target).split(" ")
    failed = {}
    for why, value in NASTY.items():
        headers = {"authorization": f"Bearer {alice.token}", "connection": "close", "content-length": "0"}
        answer = send(hub.url, method, path.replace("{}", value), headers, b"")
        if answer is None or answer.status >= 500 and answer.status != 501:
            failed[why] = answer and answer.status
    assert failed == {}
    assert Raw(hub, alice.token).get(f"/{target}/resolve/main/kept.txt").content == b"kept"


TEXTS = ["a\0b", "\0", "\ud800", "\u202e", "a" * 100_000, "'; DROP TABLE repos; --", "", " ", "\r\n", "../..", "\ufffe"]

BODIES = [
    ("POST", "/api/repos/create", lambda text: {"name": text, "type": "model"}),
    ("POST", "/api/repos/create", lambda text: {"name": "x", "organization": text, "type": "model"}),
    ("POST", "/api/repos/create", lambda text: {"name": "x", "type": text}),
    ("POST", "/api/repos/create", lambda text: {"name": "x", "type": "space", "sdk": text}),
    ("POST", "/api/repos/move", lambda text: {"fromRepo": text, "toRepo": "alice/x", "type": "model"}),
    ("POST", "/api/repos/move", lambda text: {"fromRepo": "{target}", "toRepo": f"alice/{text}/", "type": "model"}),
    ("DELETE", "/api/repos/delete", lambda text: {"name": text, "type": "model"}),
    ("POST", "/api/models/{target}/tag/main", lambda text: {"tag": text}),
    ("POST", "/api/models/{target}/tag/main", lambda text: {"tag": f"t{uuid.uuid4().hex}", "message": text}),
    ("POST", "/api/models/{target}/branch/b", lambda text: {"startingPoint": text}),
    ("POST", "/api/models/{target}/super-squash/main", lambda text: {"message": text}),
    ("POST", "/api/models/{target}/preupload/main", lambda text: {"files": [{"path": text, "size": 1, "sample": ""}]}),
    ("POST", "/api/models/{target}/preupload/main", lambda text: {"files": [], "gitIgnore": text}),
    ("POST", "/api/models/{target}/lfs-files/batch", lambda text: {"deletions": {"sha": [text]}}),
    ("POST", "/api/validate-yaml", lambda text: {"content": f"---\n{text}\n---\n", "repoType": "model"}),
    ("POST", "/api/validate-yaml", lambda text: {"content": "---\na: 1\n---\n", "repoType": text}),
]


@pytest.mark.parametrize(("method", "path", "body"), BODIES)
def test_body(hub, alice, target, method, path, body):
    raw, failed = Raw(hub, alice.token), {}
    for text in TEXTS:
        value = body(text)
        if "fromRepo" in value:
            value["fromRepo"] = value["fromRepo"].replace("{target}", target)
        answer = raw.request(method, path.replace("{target}", target), json=value)
        if answer.status_code >= 500 and answer.status_code != 501:
            failed[text[:20]] = answer.status_code
    assert failed == {}
    assert raw.get(f"/{target}/resolve/main/kept.txt").content == b"kept"


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: ascii(text[:20]))
def test_words_of_a_commit(hub, alice, target, text):
    """A message may say anything that git can keep; what it can't is refused, not lost."""
    raw = Raw(hub, alice.token)
    header = {"key": "header", "value": {"summary": text, "description": text}}
    answer = raw.commit(target, [header, Raw.file("word.txt", uuid.uuid4().bytes)])
    assert answer.status_code < 500, answer.text[:200]
    assert raw.get(f"/api/models/{target}/commits/main").status_code == 200
    assert raw.get(f"/{target}/commits/main").status_code == 200


# Nine levels of nine references each: small to read, far too big to spell out.
BOMB = b"---\na: &a [x]\n"
for before, level in zip(b"abcdefgh", b"bcdefghi", strict=True):
    BOMB += b"%c: &%c [%s]\n" % (level, level, b",".join([b"*%c" % before] * 9))
BOMB += b"---\n"

CARDS = {
    "NUL": b'---\ntitle: "a\\0b"\ntags: ["a\\0b"]\n---\n',
    "raw NUL": b"---\nlicense: mit\n---\n\0",
    "no text": b"---\nlicense: \xff\xfe\n---\n",
    "numbers": b"---\nlicense: 5\ntags: [1, 2.5, true, null, {a: b}]\npipeline_tag: [x]\nlibrary_name: {}\n---\n",
    "a bomb": BOMB,
    "a loop": b"---\na: &a [*a]\n---\n",
    "deep": b"---\na: " + b"[" * 5000 + b"]" * 5000 + b"\n---\n",
    "many tags": b"---\ntags:\n" + b"".join(b"- t%d\n" % n for n in range(5000)) + b"---\n",
    "deep Markdown": b">" * 10_000 + b"\n" + b"[" * 10_000,
    "no end": b"---\nlicense: mit\n",
    "a list": b"---\n- a\n- b\n---\n",
    "big numbers": b"---\na: 1e999\nb: .nan\nc: 99999999999999999999999\nd: 2026-11-21T00:00:00Z\n---\n",
    "merge key": b"---\nbase: &b {x: 1}\nmore:\n  <<: *b\n---\n",
}


@pytest.mark.parametrize("card", CARDS.values(), ids=CARDS.keys())
@pytest.mark.parametrize("kind", ["model", "dataset", "space"], indirect=True)
def test_card(hub, alice, repo, kind, card):
    """A card that can't be read is still a file; its repo stays of use."""
    raw = Raw(hub, alice.token)
    answer = raw.commit(repo, [Raw.header("x"), Raw.file("README.md", card)], kind=kind)
    assert answer.status_code < 500, answer.text[:200]
    info = raw.get(f"/api/{kind}s/{repo}?blobs=true")
    assert info.status_code == 200
    assert info.json()["id"] == repo
    assert raw.get(f"/api/{kind}s?author=alice&full=true&limit=5").status_code == 200
    prefix = "" if kind == "model" else f"{kind}s/"
    assert raw.get(f"/{prefix}{repo}").status_code == 200
