"""Trees and repo facts as the Python client reads them."""

import pytest
from huggingface_hub import CommitOperationAdd
from huggingface_hub.errors import BadRequestError, EntryNotFoundError, RevisionNotFoundError
from huggingface_hub.hf_api import RepoFile, RepoFolder

from support.client import card_of, upload
from support.content import blob_id, pointer, random_bytes, sha256
from support.raw import Raw

LARGE = random_bytes(5_000, seed=30)


@pytest.fixture
def filled(api, repo, kind):
    upload(api, repo, "dir/sub/a.txt", b"a", kind, commit_message="add a")
    upload(api, repo, "dir/b.bin", LARGE, kind, commit_message="add b")
    return repo


def test_tree_of_one_level(api, filled, kind):
    entries = {entry.path: entry for entry in api.list_repo_tree(filled, repo_type=kind)}
    assert set(entries) == {".gitattributes", "dir", *card_of(kind)}
    assert isinstance(entries["dir"], RepoFolder)
    inside = {entry.path: entry for entry in api.list_repo_tree(filled, "dir", repo_type=kind)}
    assert set(inside) == {"dir/sub", "dir/b.bin"}


def test_recursive_tree(api, filled, kind):
    entries = {entry.path: entry for entry in api.list_repo_tree(filled, recursive=True, repo_type=kind)}
    assert set(entries) == {".gitattributes", "dir", "dir/sub", "dir/sub/a.txt", "dir/b.bin", *card_of(kind)}
    text, large = entries["dir/sub/a.txt"], entries["dir/b.bin"]
    assert isinstance(text, RepoFile)
    assert (text.size, text.blob_id, text.lfs) == (1, blob_id(b"a"), None)
    assert (large.size, large.blob_id) == (len(LARGE), blob_id(pointer(LARGE)))
    assert (large.lfs.size, large.lfs.sha256, large.lfs.pointer_size) == (
        len(LARGE), sha256(LARGE), len(pointer(LARGE)),
    )  # fmt: skip


def test_expanded_tree_tells_the_last_commits(api, filled, kind):
    entries = {e.path: e for e in api.list_repo_tree(filled, recursive=True, expand=True, repo_type=kind)}
    commits = {commit.title: commit.commit_id for commit in api.list_repo_commits(filled, repo_type=kind)}
    titles = {path: entry.last_commit.title for path, entry in entries.items()}
    assert titles == {
        ".gitattributes": "initial commit",
        "dir": "add b",
        "dir/b.bin": "add b",
        "dir/sub": "add a",
        "dir/sub/a.txt": "add a",
        **dict.fromkeys(card_of(kind), "initial commit"),
    }
    assert entries["dir/sub"].last_commit.oid == commits["add a"]
    assert entries["dir/b.bin"].security is not None


def test_tree_at_a_revision(api, model):
    first = upload(api, model, "a.txt", b"a").oid
    upload(api, model, "b.txt", b"b")
    assert {e.path for e in api.list_repo_tree(model, revision=first)} == {".gitattributes", "a.txt"}


def test_tree_of_what_is_missing(api, filled, kind):
    with pytest.raises(EntryNotFoundError):
        list(api.list_repo_tree(filled, "missing", repo_type=kind))
    with pytest.raises(RevisionNotFoundError):
        list(api.list_repo_tree(filled, revision="missing", repo_type=kind))


def test_tree_in_pages(api, hub, alice, model):
    paths = [f"d{number % 3}/{number:05}.txt" for number in range(2_500)]
    Raw(hub, alice.token).commit(
        model, [Raw.header("many"), *(Raw.file(path, path.encode()) for path in paths)]
    ).raise_for_status()
    listed = [entry.path for entry in api.list_repo_tree(model, recursive=True)]
    assert len(listed) == len(set(listed))
    assert set(listed) == {*paths, "d0", "d1", "d2", ".gitattributes"}
    assert set(api.list_repo_files(model)) == {*paths, ".gitattributes"}
    expanded = [entry.path for entry in api.list_repo_tree(model, "d1", expand=True)]
    assert sorted(expanded) == [path for path in paths if path.startswith("d1/")]
    first = Raw(hub, alice.token).get(f"/api/models/{model}/tree/main?recursive=true")
    assert len(first.json()) == 1_000
    assert first.headers["link"].endswith('rel="next"')


def test_paths_info(api, filled, kind):
    found = api.get_paths_info(
        filled, ["dir/b.bin", "dir/sub", "missing.txt", "dir/sub/a.txt"], expand=True, repo_type=kind
    )
    entries = {entry.path: entry for entry in found}
    assert set(entries) == {"dir/b.bin", "dir/sub", "dir/sub/a.txt"}
    assert entries["dir/b.bin"].lfs.sha256 == sha256(LARGE)
    assert isinstance(entries["dir/sub"], RepoFolder)
    assert entries["dir/sub/a.txt"].last_commit.title == "add a"
    with pytest.raises(RevisionNotFoundError):
        api.get_paths_info(filled, "dir", revision="missing", repo_type=kind)


def test_info_with_files(api, filled, kind):
    info = api.repo_info(filled, repo_type=kind, files_metadata=True)
    files = {file.rfilename: file for file in info.siblings}
    assert set(files) == {".gitattributes", "dir/sub/a.txt", "dir/b.bin", *card_of(kind)}
    assert (files["dir/sub/a.txt"].size, files["dir/sub/a.txt"].blob_id) == (1, blob_id(b"a"))
    assert (files["dir/b.bin"].size, files["dir/b.bin"].lfs.sha256) == (len(LARGE), sha256(LARGE))
    plain = api.repo_info(filled, repo_type=kind)
    assert {file.rfilename for file in plain.siblings} == set(files)
    assert all(file.size is None for file in plain.siblings)


def test_info_facts(api, alice, filled, kind):
    info = api.repo_info(filled, repo_type=kind)
    assert (info.id, info.author, info.private, info.disabled) == (filled, alice.name, False, False)
    assert (info.sha, info.likes) == (api.list_repo_commits(filled, repo_type=kind)[0].commit_id, 0)
    assert info.created_at <= info.last_modified


def test_info_at_a_revision(api, model):
    first = upload(api, model, "a.txt", b"a").oid
    upload(api, model, "b.txt", b"b")
    info = api.model_info(model, revision=first)
    assert info.sha == first
    assert {file.rfilename for file in info.siblings} == {".gitattributes", "a.txt"}


def test_expand_answers_only_what_was_asked(api, filled, kind):
    info = api.repo_info(filled, repo_type=kind, expand=["author", "sha"])
    assert (info.author, info.sha is not None) == ("alice", True)
    assert (info.likes, info.tags, info.siblings) == (None, None, None)
    storage = api.repo_info(filled, repo_type=kind, expand=["usedStorage"])
    assert storage.used_storage >= len(LARGE)


def test_every_documented_expand_is_understood(api, model):
    from typing import get_args

    from huggingface_hub.hf_api import ExpandDatasetProperty_T, ExpandModelProperty_T, ExpandSpaceProperty_T

    api.create_repo(model, repo_type="dataset")
    api.create_repo(model, repo_type="space", space_sdk="static")
    vocabularies = {"model": ExpandModelProperty_T, "dataset": ExpandDatasetProperty_T, "space": ExpandSpaceProperty_T}
    for kind, vocabulary in vocabularies.items():
        assert api.repo_info(model, repo_type=kind, expand=list(get_args(vocabulary))).id == model


def test_unknown_expand(api, filled, kind):
    with pytest.raises(BadRequestError, match=r'"expand" must be one of \['):
        api.repo_info(filled, repo_type=kind, expand=["foobar"])


def test_expand_with_files_is_refused_by_the_client_only(hub, filled, kind):
    """The server takes every combination; `blobs` just adds to the files."""
    answer = Raw(hub, None).get(f"/api/{kind}s/{filled}?expand=siblings&blobs=true")
    assert answer.status_code == 200
    assert {"rfilename", "size", "blobId"} <= set(answer.json()["siblings"][0])


def test_compare(hub, api, model):
    first = upload(api, model, "a.txt", b"one\n").oid
    second = upload(api, model, "a.txt", b"two\n").oid
    answer = Raw(hub, None).get(f"/api/models/{model}/compare/{first}..{second}")
    assert answer.status_code == 200
    assert "-one" in answer.text and "+two" in answer.text


def test_a_wide_commit_of_copies_keeps_every_file(api, model):
    contents = {f"w/{n}.txt": b"%d" % n for n in range(50)}
    api.create_commit(model, [CommitOperationAdd(p, c) for p, c in contents.items()], commit_message="wide")
    listed = {entry.path: entry.blob_id for entry in api.list_repo_tree(model, "w")}
    assert listed == {path: blob_id(content) for path, content in contents.items()}
