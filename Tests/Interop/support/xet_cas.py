"""The CAS routes by hand, as a client speaks them after it got a token for a repo."""

import json
from dataclasses import dataclass

import requests

from .content import sha256
from .raw import Raw
from .xet import CHUNK, File, Segment, Xorb, read_xorb, shard, split


def token_answer(raw: Raw, repo: str, scope: str, kind: str = "model", revision: str = "main", **options):
    return raw.get(f"/api/{kind}s/{repo}/xet-{scope}-token/{revision}", **options)


class Cas:
    """Speaks with a token for one repo; `scope` is `read` or `write`."""

    def __init__(self, raw: Raw, repo: str, scope: str = "write", kind: str = "model", revision: str = "main"):
        answer = token_answer(raw, repo, scope, kind, revision)
        assert answer.status_code == 200, f"no {scope} token: {answer.status_code} {answer.text}"
        self.grant = answer.json()
        self.url, self.token = self.grant["casUrl"], self.grant["accessToken"]
        # What goes to signed addresses carries no token.
        self.plain = Raw(raw, None)

    def request(self, method: str, path: str, **options) -> requests.Response:
        headers = {"authorization": f"Bearer {self.token}", **options.pop("headers", {})}
        return self.plain.request(method, self.url + path, headers=headers, **options)

    def get(self, path: str, **options) -> requests.Response:
        return self.request("GET", path, **options)

    def head(self, path: str, **options) -> requests.Response:
        return self.request("HEAD", path, **options)

    def post(self, path: str, **options) -> requests.Response:
        return self.request("POST", path, **options)

    # Upload

    def put_xorb(self, xorb: Xorb, body: bytes | None = None, name: str | None = None, **options) -> requests.Response:
        return self.post(
            f"/v1/xorbs/default/{name or xorb.name}", data=xorb.body() if body is None else body, **options
        )

    def put_shard(self, body: bytes, version: int = 1, **options) -> requests.Response:
        return self.post(f"/v{version}/shards", data=body, **options)

    def has_xorb(self, name: str) -> bool:
        status = self.head(f"/v1/xorbs/default/{name}").status_code
        assert status in (200, 404), status
        return status == 200

    def has_file(self, name: str) -> bool:
        """Whether this repo has the file."""
        status = self.get(f"/v1/reconstructions/{name}").status_code
        assert status in (200, 404), status
        return status == 200

    # Download

    def plan(self, name: str, version: int = 2, span: tuple[int, int] | None = None) -> requests.Response:
        headers = {} if span is None else {"range": f"bytes={span[0]}-{span[1]}"}
        return self.get(f"/v{version}/reconstructions/{name}", headers=headers)

    def fetch(self, url: str, first: int, last: int) -> requests.Response:
        return self.plain.get(url, headers={"range": f"bytes={first}-{last}"})


@dataclass
class Fetch:
    """One signed address of a plan, with the stored bytes that it is for (the last one included)."""

    xorb: str
    url: str
    chunks: tuple[int, int]
    first: int
    last: int


def fetches(plan: dict) -> list[Fetch]:
    """The addresses of a plan of either version."""
    found = []
    for xorb, entries in plan.get("xorbs", {}).items():
        for entry in entries:
            for span in entry["ranges"]:
                chunks, stored = span["chunks"], span["bytes"]
                places = (chunks["start"], chunks["end"]), stored["start"], stored["end"]
                found.append(Fetch(xorb, entry["url"], *places))
    for xorb, entries in plan.get("fetch_info", {}).items():
        for entry in entries:
            chunks, stored = entry["range"], entry["url_range"]
            places = (chunks["start"], chunks["end"]), stored["start"], stored["end"]
            found.append(Fetch(xorb, entry["url"], *places))
    return found


def rebuild(cas: Cas, plan: dict) -> bytes:
    """The bytes that a plan describes, still with the offset into its first chunk."""
    chunks = {}
    for fetch in fetches(plan):
        answer = cas.fetch(fetch.url, fetch.first, fetch.last)
        assert answer.status_code == 206, answer.status_code
        assert len(answer.content) == fetch.last - fetch.first + 1
        for index, data in enumerate(read_xorb(answer.content), start=fetch.chunks[0]):
            chunks[fetch.xorb, index] = data
    data = b""
    for term in plan["terms"]:
        span = range(term["range"]["start"], term["range"]["end"])
        piece = b"".join(chunks[term["hash"], index] for index in span)
        assert len(piece) == term["unpacked_length"]
        data += piece
    return data


@dataclass(repr=False)
class Pushed:
    xorb: Xorb
    file: File
    content: bytes
    sha256: str


def prepare(content: bytes, size: int = CHUNK, scheme: int = 0) -> Pushed:
    chunks = split(content, size)
    xorb = Xorb(chunks, [scheme] * len(chunks))
    oid = sha256(content)
    return Pushed(xorb, File([Segment(xorb)], oid), content, oid)


def store(cas: Cas, pushed: Pushed) -> None:
    """Xorb and shard; a commit has to follow."""
    answer = cas.put_xorb(pushed.xorb)
    assert answer.status_code == 200, answer.text
    answer = cas.put_shard(shard([pushed.file], [pushed.xorb]))
    assert answer.status_code == 200, answer.text


def commit_file(raw: Raw, repo: str, path: str, pushed: Pushed, kind: str = "model") -> requests.Response:
    operation = raw.large_file(path, pushed.sha256, len(pushed.content))
    return raw.commit(repo, [raw.header(f"Add {path}"), operation], kind=kind)


def push(raw: Raw, repo: str, path: str, content: bytes, kind: str = "model", **options) -> Pushed:
    """A whole upload through Xet: token, xorb, shard, commit."""
    pushed = prepare(content, **options)
    store(Cas(raw, repo, kind=kind), pushed)
    answer = commit_file(raw, repo, path, pushed, kind)
    assert answer.status_code == 200, answer.text
    return pushed


def events(answer: requests.Response) -> list[dict]:
    """The lines of a v2 shard answer."""
    return [json.loads(line) for line in answer.text.splitlines()]
