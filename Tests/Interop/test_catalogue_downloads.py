"""What counts as a download, and when it shows."""

import time
import uuid

import pytest
from huggingface_hub import HfApi

from support.raw import PREFIXES, Raw

TODAYS_CLIENT = {"user-agent": "unknown/None; hf_hub/2.4.0; python/3.11.7"}
OLDER_CLIENT = {"user-agent": "unknown/None; hf_hub/0.36.2; python/3.11.7"}
COUNTER = "x-hf-download-counter"
# Written down every ten seconds; a busy hub takes longer.
PATIENCE = 60


class Shelf:
    """Repos of one kind of traffic each; all is counted in one wait."""

    def __init__(self, hub, api, alice):
        self.hub, self.api, self.alice = hub, api, alice
        self.wanted: dict[tuple[str, str], int] = {}

    def repo(self, downloads: int, kind: str = "model", private: bool = False, files=("config.json",)) -> str:
        """A new repo of which so many downloads must be counted in the end."""
        name = f"{self.alice.name}/counted-{uuid.uuid4().hex[:10]}"
        self.api.create_repo(name, repo_type=kind, private=private, space_sdk="static" if kind == "space" else None)
        operations = [Raw.header("fill"), *(Raw.file(path, b"{}") for path in files)]
        assert Raw(self.hub, self.alice.token).commit(name, operations, kind=kind).status_code == 200
        self.wanted[kind, name] = downloads
        return name

    def counted(self, kind: str, name: str) -> tuple[int, int]:
        answer = Raw(self.hub, self.alice.token).get(f"/api/{kind}s/{name}?expand=downloads&expand=downloadsAllTime")
        return answer.json().get("downloads"), answer.json().get("downloadsAllTime")


def path(name: str, file: str = "config.json", kind: str = "model", revision: str = "main") -> str:
    return f"/{PREFIXES[kind]}{name}/resolve/{revision}/{file}"


@pytest.fixture(scope="module")
def traffic(hub, api, alice, bob, tmp_path_factory):
    """Sends requests of every sort, then waits until a last one is counted. Answers what must be counted by sort."""
    shelf = Shelf(hub, api, alice)
    nobody, other = Raw(hub, None), Raw(hub, bob.token)
    sorts = {}

    def sort(label: str, downloads: int, requests, kind: str = "model", **options) -> None:
        name = shelf.repo(downloads, kind, **options)
        sorts[label] = (kind, name)
        for method, raw, headers, place in requests(name):
            raw.request(method, place, headers=headers)

    def one(method: str, headers: dict, raw: Raw = nobody):
        return lambda name: [(method, raw, headers, path(name))]

    sort("a read", 1, one("GET", {}))
    sort("a read by today's client that says nothing", 1, one("GET", TODAYS_CLIENT))
    sort("a read that says it counts", 1, one("GET", TODAYS_CLIENT | {COUNTER: "1"}))
    sort("a read that says so in a word", 1, one("GET", {COUNTER: "TRUE"}))
    sort("a read that says it does not count", 0, one("GET", {COUNTER: "0"}))
    sort("a read that says so in a word, too", 0, one("GET", {COUNTER: "false"}))
    sort("a look by today's client", 0, one("HEAD", TODAYS_CLIENT))
    sort("a look by today's client that says it counts", 1, one("HEAD", TODAYS_CLIENT | {COUNTER: "1"}))
    sort("a look by an older client", 1, one("HEAD", OLDER_CLIENT))
    sort("a look by 2.3", 1, one("HEAD", {"user-agent": "x; hf_hub/2.3.9; y"}))
    sort("a look by 2.10", 0, one("HEAD", {"user-agent": "x; hf_hub/2.10.0; y"}))
    sort("a look by 3.0", 0, one("HEAD", {"user-agent": "x; hf_hub/3.0.0; y"}))
    sort("a look by anything else", 1, one("HEAD", {"user-agent": "curl/8.0"}))
    sort("a piece", 1, one("GET", {"range": "bytes=0-0"}))
    sort("what is unchanged", 1, one("GET", {"if-none-match": '"x"'}))
    sort(
        "the same caller again and again", 1,
        lambda name: [(m, nobody, {}, path(name)) for m in ("HEAD", "GET", "GET", "GET")],
    )  # fmt: skip
    people = (nobody, other, Raw(hub, alice.token))
    sort("three callers", 3, lambda n: [(method, raw, {}, path(n)) for raw in people for method in ("HEAD", "GET")])
    addresses = ("10.0.0.1", "10.0.0.2", "10.0.0.1")
    sort(
        "one caller who writes other addresses", 1,
        lambda name: [("GET", nobody, {"x-forwarded-for": address}, path(name)) for address in addresses],
    )  # fmt: skip
    sort("a private repo, by others", 0, lambda n: [("GET", raw, {}, path(n)) for raw in (nobody, other)], private=True)
    sort("a wrong token", 0, one("GET", {}, Raw(hub, "hf_" + "x" * 34)))
    sort(
        "what is not there", 0,
        lambda name: [("GET", nobody, {}, where) for where in (path(name, "x.json"), path(name, revision="no-such"))],
    )  # fmt: skip
    sort(
        "a file that stands for nothing",
        0,
        lambda name: [("GET", nobody, {}, path(name, "README.md"))],
        files=("README.md",),
    )
    sort(
        "a configuration in a folder",
        0,
        lambda name: [("GET", nobody, {}, path(name, "a/config.json"))],
        files=("a/config.json",),
    )
    sort("GGUF in a folder", 1, lambda name: [("GET", nobody, {}, path(name, "q/m.gguf"))], files=("q/m.gguf",))
    sort("the text of a file", 0, lambda name: [("GET", nobody, {}, f"/{name}/raw/main/config.json")])
    sort("information", 0, lambda name: [("GET", nobody, {}, f"/api/models/{name}")])
    sort(
        "any file of a dataset", 1,
        lambda name: [("GET", nobody, {}, path(name, file, "dataset")) for file in ("a.csv", "b.csv")],
        kind="dataset", files=("a.csv", "b.csv"),
    )  # fmt: skip

    # A gated repo's content is for members; others are refused and not counted.
    sort("a gated repo, by others", 0, lambda name: [])
    gated = sorts["a gated repo, by others"][1]
    api.update_repo_settings(gated, gated="manual")
    assert [raw.get(path(gated)).status_code for raw in (nobody, other)] == [401, 403]

    # The real client, as a stranger with an empty cache each time.
    client = HfApi(endpoint=hub.url, token=bob.token)
    for label, downloads, use in (
        ("the client's download of one file", 1, lambda n, d: client.hf_hub_download(n, "config.json", cache_dir=d)),
        ("the client's download of all files", 1, lambda n, d: client.snapshot_download(n, cache_dir=d)),
        ("the client's look for a file", 0, lambda n, d: client.file_exists(n, "config.json")),
        ("the client's information", 0, lambda n, d: client.model_info(n, files_metadata=True)),
    ):
        name = shelf.repo(downloads, files=("config.json", "README.md", "a/b.json"))
        sorts[label] = ("model", name)
        use(name, tmp_path_factory.mktemp("cache"))

    last = shelf.repo(1)
    started = time.monotonic()
    nobody.get(path(last))
    while shelf.counted("model", last)[0] != 1:
        assert time.monotonic() - started < PATIENCE, "a download was not counted in time"
        time.sleep(0.5)
    return shelf, sorts


def test_what_counts(traffic):
    shelf, sorts = traffic
    wrong = {}
    for label, place in sorts.items():
        wanted = shelf.wanted[place]
        if shelf.counted(*place) != (wanted, wanted):
            wrong[label] = f"{shelf.counted(*place)} instead of {wanted}"
    assert wrong == {}


def test_downloads_make_a_repo_trend(traffic, anonymous):
    shelf, sorts = traffic
    _, name = sorts["three callers"]
    info = anonymous.model_info(name, expand=["downloads", "trendingScore", "downloadsAllTime"])
    assert (info.downloads, info.downloads_all_time) == (3, 3)
    assert info.trending_score > anonymous.model_info(sorts["a read"][1], expand=["trendingScore"]).trending_score > 0
    [first, *_] = anonymous.list_models(author=shelf.alice.name, search="counted-", sort="downloads", limit=5)
    assert (first.id, first.downloads) == (name, 3)


def test_a_stop_writes_what_was_counted(make_hub, hub):
    """As often as the hub is stopped, and no matter how soon; each caller behind a trusted proxy for itself."""
    other = make_hub("postgresql" if "ROOST_DATABASE" in hub.environment else "sqlite")
    other.environment["ROOST_TRUSTED_PROXIES"] = "10.0.0.0/8, 127.0.0.1"
    other.start()
    alice = other.user("alice")
    shelf = Shelf(other, HfApi(endpoint=other.url, token=alice.token), alice)
    names = [shelf.repo(4) for _ in range(3)]
    try:
        for turn in (1, 2):
            for name in names:
                for forged, address in enumerate(("198.51.100.1", "198.51.100.2", "198.51.100.1")):
                    chain = f"192.0.2.{forged}, {address}, 10.1.2.3"
                    assert Raw(other, None).get(path(name), headers={"x-forwarded-for": chain}).status_code == 200
            assert other.stop() == 0, other.tail()
            other.start()
            assert [shelf.counted("model", name) for name in names] == [(2 * turn, 2 * turn)] * 3
    finally:
        other.stop()
