"""Downloads as the Python client makes them, and the headers it lives by."""

import os
import pathlib

import pytest
from huggingface_hub import CommitOperationAdd, HfFileSystem, file_download
from huggingface_hub.errors import EntryNotFoundError, GatedRepoError, RepositoryNotFoundError, RevisionNotFoundError

from support.client import card_of
from support.content import blob_id, random_bytes, sha256
from support.raw import PREFIXES, Raw

SMALL = b'{"hidden_size": 8}'
LARGE = random_bytes(300_000, seed=20)
FILES = {"config.json": SMALL, "weights.bin": LARGE, "sub/deep er/ü.txt": b"deep"}


@pytest.fixture
def filled(api, repo, kind):
    """A repo with FILES."""
    operations = [CommitOperationAdd(path, content) for path, content in FILES.items()]
    api.create_commit(repo, operations, repo_type=kind, commit_message="fill")
    return repo


def test_file_in_the_cache(api, filled, kind, cache):
    head = api.repo_info(filled, repo_type=kind).sha
    for path, content in FILES.items():
        local = pathlib.Path(api.hf_hub_download(filled, path, repo_type=kind, cache_dir=cache))
        assert local.read_bytes() == content
        assert f"snapshots/{head}/{path}" in str(local)
        # The name of the blob is the ETag: git's id, or the SHA-256 of a large file.
        expected = sha256(content) if path.endswith(".bin") else blob_id(content)
        assert os.path.basename(os.path.realpath(local)) == expected


def test_file_in_a_folder(api, filled, kind, tmp_path):
    local = api.hf_hub_download(filled, "weights.bin", repo_type=kind, local_dir=tmp_path / "here")
    assert local == str(tmp_path / "here/weights.bin")
    assert pathlib.Path(local).read_bytes() == LARGE


def test_snapshot(api, filled, kind, cache):
    folder = pathlib.Path(api.snapshot_download(filled, repo_type=kind, cache_dir=cache))
    found = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert found == {*FILES, ".gitattributes", *card_of(kind)}
    for path, content in FILES.items():
        assert (folder / path).read_bytes() == content


def test_second_snapshot_fetches_only_what_changed(api, filled, kind, cache, monkeypatch):
    fetched = []
    real = file_download.http_get

    def recording(url, *arguments, **options):
        fetched.append(url)
        return real(url, *arguments, **options)

    monkeypatch.setattr(file_download, "http_get", recording)
    first = api.snapshot_download(filled, repo_type=kind, cache_dir=cache)
    assert len(fetched) == len({*FILES, ".gitattributes", *card_of(kind)})
    fetched.clear()
    assert api.snapshot_download(filled, repo_type=kind, cache_dir=cache) == first
    assert fetched == []
    api.upload_file(path_or_fileobj=b"new", path_in_repo="new.txt", repo_id=filled, repo_type=kind)
    assert api.snapshot_download(filled, repo_type=kind, cache_dir=cache) != first
    assert len(fetched) == 1


def test_snapshot_with_patterns(api, filled, kind, cache):
    folder = pathlib.Path(
        api.snapshot_download(filled, repo_type=kind, cache_dir=cache, allow_patterns=["*.json", "sub/*"])
    )
    found = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert found == {"config.json", "sub/deep er/ü.txt"}


def test_what_is_missing(api, anonymous, model, cache):
    with pytest.raises(EntryNotFoundError):
        api.hf_hub_download(model, "missing.txt", cache_dir=cache)
    with pytest.raises(RevisionNotFoundError):
        api.hf_hub_download(model, "config.json", revision="missing", cache_dir=cache)
    for client in (api, anonymous):
        with pytest.raises(RepositoryNotFoundError):
            client.hf_hub_download(f"{model}-missing", "config.json", cache_dir=cache)
    # The client remembers that a file is missing if the answer says in which commit.
    head = api.model_info(model).sha
    assert list(cache.rglob(f".no_exist/{head}/missing.txt"))


def test_private_file(api, stranger, anonymous, model, cache):
    api.upload_file(path_or_fileobj=b"secret", path_in_repo="a.txt", repo_id=model)
    api.update_repo_settings(model, private=True)
    assert pathlib.Path(api.hf_hub_download(model, "a.txt", cache_dir=cache)).read_bytes() == b"secret"
    for other in (stranger, anonymous):
        with pytest.raises(RepositoryNotFoundError):
            other.hf_hub_download(model, "a.txt", cache_dir=cache / "other")


@pytest.mark.parametrize("kind", ["model", "dataset"], indirect=True)
def test_gated_file(api, stranger, anonymous, repo, kind, cache):
    """A gate shows that the repo is there and keeps its files."""
    api.upload_file(path_or_fileobj=b"precious", path_in_repo="a.txt", repo_id=repo, repo_type=kind)
    api.update_repo_settings(repo, repo_type=kind, gated="manual")
    local = api.hf_hub_download(repo, "a.txt", repo_type=kind, cache_dir=cache)
    assert pathlib.Path(local).read_bytes() == b"precious"
    for other in (stranger, anonymous):
        assert other.repo_info(repo, repo_type=kind).gated == "manual"
        with pytest.raises(GatedRepoError):
            other.hf_hub_download(repo, "a.txt", repo_type=kind, cache_dir=cache / "other")
    with pytest.raises(GatedRepoError, match="restricted and you are not in the authorized list"):
        stranger.auth_check(repo, repo_type=kind)


def test_metadata_of_files(api, hub, filled, kind):
    head = api.repo_info(filled, repo_type=kind).sha
    for path, content in FILES.items():
        url = file_download.hf_hub_url(filled, path, repo_type=kind, endpoint=hub.url)
        metadata = api.get_hf_file_metadata(url=url)
        assert metadata.commit_hash == head
        assert metadata.size == len(content)
        assert metadata.etag == (sha256(content) if path.endswith(".bin") else blob_id(content))


@pytest.mark.parametrize("path", ["config.json", "weights.bin"])
def test_head_and_get_answer_alike(api, hub, filled, kind, path):
    raw = Raw(hub, None)
    url = f"/{PREFIXES[kind]}{filled}/resolve/main/{path}"
    head, got = raw.request("HEAD", url), raw.get(url)
    assert (head.status_code, got.status_code) == (200, 200)
    assert head.content == b"" and got.content == FILES[path]
    for answer in (head, got):
        assert answer.headers["x-repo-commit"] == api.repo_info(filled, repo_type=kind).sha
        assert answer.headers["content-length"] == str(len(FILES[path]))
        assert answer.headers["accept-ranges"] == "bytes"
        assert answer.headers["etag"].startswith('"')
    if path == "weights.bin":
        assert head.headers["x-linked-etag"].strip('"') == sha256(LARGE)
        assert head.headers["x-linked-size"] == str(len(LARGE))


RANGES = [
    ("bytes=0-0", slice(0, 1)),
    ("bytes=5-9", slice(5, 10)),
    ("bytes=10-", slice(10, None)),
    ("bytes=-4", slice(-4, None)),
    ("bytes=0-99999999", slice(0, None)),
]


@pytest.mark.parametrize(("asked", "expected"), RANGES)
@pytest.mark.parametrize("path", ["config.json", "weights.bin"])
@pytest.mark.parametrize("kind", ["model"], indirect=True)
def test_ranges(hub, filled, path, asked, expected):
    content = FILES[path]
    answer = Raw(hub, None).get(f"/{filled}/resolve/main/{path}", headers={"range": asked})
    assert answer.status_code == 206
    assert answer.content == content[expected]
    start, stop, _ = expected.indices(len(content))
    assert answer.headers["content-range"] == f"bytes {start}-{stop - 1}/{len(content)}"


@pytest.mark.parametrize("path", ["config.json", "weights.bin"])
@pytest.mark.parametrize("kind", ["model"], indirect=True)
def test_range_behind_the_end(hub, filled, path):
    answer = Raw(hub, None).get(f"/{filled}/resolve/main/{path}", headers={"range": "bytes=9999999-"})
    assert answer.status_code == 416
    assert answer.headers["content-range"] == f"bytes */{len(FILES[path])}"


@pytest.mark.parametrize("path", ["config.json", "weights.bin"])
@pytest.mark.parametrize("kind", ["model"], indirect=True)
def test_conditional_requests(hub, filled, path):
    raw, url = Raw(hub, None), f"/{filled}/resolve/main/{path}"
    etag = raw.request("HEAD", url).headers["etag"]
    assert raw.get(url, headers={"if-none-match": etag}).status_code == 304
    assert raw.get(url, headers={"if-none-match": '"other"'}).status_code == 200
    part = {"range": "bytes=0-3"}
    assert raw.get(url, headers={**part, "if-range": etag}).status_code == 206
    assert raw.get(url, headers={**part, "if-range": '"other"'}).status_code == 200


@pytest.mark.parametrize("kind", ["model"], indirect=True)
def test_raw_shows_what_git_holds(hub, filled):
    answer = Raw(hub, None).get(f"/{filled}/raw/main/weights.bin")
    assert answer.content.startswith(b"version https://git-lfs.github.com/spec/v1\n")
    assert Raw(hub, None).get(f"/{filled}/raw/main/config.json").content == SMALL


def test_request_id_comes_back(hub):
    answer = Raw(hub, None).get("/api/models", headers={"x-amzn-trace-id": "trace-1234"})
    assert answer.headers["x-request-id"] == "trace-1234"


def test_moved_repo_redirects_relatively(api, hub, model):
    """Older clients follow a redirect of a HEAD only if it is relative and has no query."""
    api.upload_file(path_or_fileobj=b"x", path_in_repo="a.txt", repo_id=model)
    api.move_repo(model, f"{model}-moved")
    for path in (f"/{model}/resolve/main/a.txt", f"/api/models/{model}"):
        answer = Raw(hub, None).request("HEAD" if "resolve" in path else "GET", path)
        assert answer.status_code == 307
        assert answer.headers["location"] == path.replace(model, f"{model}-moved")


# The file system of the client


@pytest.fixture
def files(hub, alice):
    return HfFileSystem(endpoint=hub.url, token=alice.token, skip_instance_cache=True)


@pytest.mark.parametrize("kind", ["model", "dataset"], indirect=True)
def test_file_system_lists(files, filled, kind):
    root = f"{PREFIXES[kind]}{filled}"
    assert {f"{root}/{path}" for path in ("config.json", "weights.bin", "sub", ".gitattributes")} == set(
        files.ls(root, detail=False)
    )
    assert files.find(f"{root}/sub") == [f"{root}/sub/deep er/ü.txt"]
    assert files.glob(f"{root}/*.json") == [f"{root}/config.json"]
    info = files.info(f"{root}/weights.bin")
    assert (info["type"], info["size"], info["lfs"]["sha256"]) == ("file", len(LARGE), sha256(LARGE))
    assert files.isdir(f"{root}/sub") and not files.exists(f"{root}/missing")


@pytest.mark.parametrize("kind", ["model", "dataset"], indirect=True)
def test_file_system_reads_ranges(files, filled, kind):
    with files.open(f"{PREFIXES[kind]}{filled}/weights.bin", "rb", block_size=1000) as file:
        file.seek(123_456)
        assert file.read(500) == LARGE[123_456:123_956]
        file.seek(-10, 2)
        assert file.read() == LARGE[-10:]
    assert files.read_text(f"{PREFIXES[kind]}{filled}/sub/deep er/ü.txt") == "deep"


@pytest.mark.parametrize("kind", ["model", "dataset"], indirect=True)
def test_file_system_writes(files, filled, kind):
    root = f"{PREFIXES[kind]}{filled}"
    with files.open(f"{root}/new.txt", "w") as file:
        file.write("written")
    assert files.read_text(f"{root}/new.txt") == "written"
    files.cp_file(f"{root}/new.txt", f"{root}/copy.txt")
    assert files.read_text(f"{root}/copy.txt") == "written"
    files.rm(f"{root}/new.txt")
    assert not files.exists(f"{root}/new.txt", refresh=True)
