"""The core round trip with whichever client is installed: run once in the environment of each older one."""

import io
import pathlib

import huggingface_hub
import pytest
from huggingface_hub import CommitOperationAdd, CommitOperationCopy, CommitOperationDelete

from support.client import card_of
from support.content import random_bytes, sha256

pytestmark = pytest.mark.old_clients

LARGE = random_bytes(12_000_000, seed=50)
LARGER = random_bytes(20_000_000, seed=51)
not_found = huggingface_hub.utils.RepositoryNotFoundError
http_error = huggingface_hub.utils.HfHubHTTPError


def files_of(api, repo, kind):
    return set(api.list_repo_files(repo, repo_type=kind)) - {".gitattributes"}


def test_files(api, repo, kind, cache):
    contents = {"a.txt": b"text", "dir ?#%/ü.json": b"{}", "large.bin": LARGE, "larger.safetensors": LARGER}
    for path, content in contents.items():
        api.upload_file(path_or_fileobj=io.BytesIO(content), path_in_repo=path, repo_id=repo, repo_type=kind)
    assert files_of(api, repo, kind) == set(contents) | card_of(kind)
    for path, content in contents.items():
        local = api.hf_hub_download(repo, path, repo_type=kind, cache_dir=cache)
        assert sha256(pathlib.Path(local).read_bytes()) == sha256(content)
    [entry] = api.get_paths_info(repo, ["large.bin"], repo_type=kind)
    assert entry.lfs.sha256 == sha256(LARGE)


def test_folders(api, repo, kind, cache, tmp_path):
    files = {"README.md": b"# Hi\n", "sub/a.txt": b"a", "sub/b.log": b"b", "model.bin": LARGE[:1000]}
    for path, content in files.items():
        (tmp_path / "in" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / path).write_bytes(content)
    api.upload_folder(repo_id=repo, repo_type=kind, folder_path=tmp_path / "in", ignore_patterns="*.log")
    assert files_of(api, repo, kind) == {"README.md", "sub/a.txt", "model.bin"}
    api.upload_folder(repo_id=repo, repo_type=kind, folder_path=tmp_path / "in/sub", delete_patterns="*.bin")
    assert files_of(api, repo, kind) == {"README.md", "sub/a.txt", "a.txt", "b.log"}
    for _ in range(2):
        folder = pathlib.Path(api.snapshot_download(repo, repo_type=kind, cache_dir=cache))
        assert (folder / "sub/a.txt").read_bytes() == b"a"


def test_commits(api, repo, kind):
    add = [CommitOperationAdd("a.txt", b"a"), CommitOperationAdd("a.bin", LARGE[:500]), CommitOperationAdd("d/x", b"x")]
    first = api.create_commit(repo, add, commit_message="one", repo_type=kind)
    change = [CommitOperationCopy("a.bin", "b.bin"), CommitOperationCopy("a.txt", "b.txt"), CommitOperationDelete("d/")]
    api.create_commit(repo, change, commit_message="two", repo_type=kind, parent_commit=first.oid)
    assert files_of(api, repo, kind) == {"a.txt", "a.bin", "b.bin", "b.txt", *card_of(kind)}
    with pytest.raises(http_error) as error:
        late = [CommitOperationAdd("late.txt", b"late")]
        api.create_commit(repo, late, commit_message="late", repo_type=kind, parent_commit=first.oid)
    assert error.value.response.status_code == 412
    assert [each.title for each in api.list_repo_commits(repo, repo_type=kind)] == ["two", "one", "initial commit"]
    api.super_squash_history(repo, repo_type=kind)
    assert len(api.list_repo_commits(repo, repo_type=kind)) == 1


def test_refs(api, repo, kind):
    api.create_branch(repo, branch="x/y", repo_type=kind)
    api.create_tag(repo, tag="v1", repo_type=kind)
    api.upload_file(path_or_fileobj=b"x", path_in_repo="x.txt", repo_id=repo, repo_type=kind, revision="x/y")
    refs = api.list_repo_refs(repo, repo_type=kind)
    assert {ref.name for ref in refs.branches} == {"main", "x/y"}
    assert [ref.name for ref in refs.tags] == ["v1"]
    assert files_of(api, repo, kind) == card_of(kind)
    api.delete_branch(repo, branch="x/y", repo_type=kind)
    api.delete_tag(repo, tag="v1", repo_type=kind)


def test_settings_and_lists(api, alice, repo, kind):
    api.update_repo_settings(repo, private=True, repo_type=kind)
    info = api.repo_info(repo, repo_type=kind, files_metadata=True)
    assert (info.id, info.private) == (repo, True)
    listing = {"model": api.list_models, "dataset": api.list_datasets, "space": api.list_spaces}[kind]
    name = repo.split("/")[1]
    assert [each.id for each in listing(author=alice.name, search=name, sort="createdAt")] == [repo]


def test_move_and_delete(api, repo, kind, cache):
    api.upload_file(path_or_fileobj=b"x", path_in_repo="x.txt", repo_id=repo, repo_type=kind)
    api.move_repo(repo, f"{repo}-moved", repo_type=kind)
    local = api.hf_hub_download(repo, "x.txt", repo_type=kind, cache_dir=cache)
    assert pathlib.Path(local).read_bytes() == b"x"
    api.delete_repo(f"{repo}-moved", repo_type=kind)
    assert api.repo_exists(f"{repo}-moved", repo_type=kind) is False


def test_private_repo_and_its_redirect_stay_hidden(api, stranger, anonymous, repo, kind):
    api.update_repo_settings(repo, private=True, repo_type=kind)
    api.move_repo(repo, f"{repo}-moved", repo_type=kind)
    for client in (stranger, anonymous):
        for id in (repo, f"{repo}-moved"):
            with pytest.raises(not_found):
                client.repo_info(id, repo_type=kind)


def test_create_with_private(api, name, kind):
    """These clients send `private`, not `visibility`."""
    sdk = "static" if kind == "space" else None
    api.create_repo(name, repo_type=kind, private=True, space_sdk=sdk)
    assert api.repo_info(name, repo_type=kind).private is True
    assert api.create_repo(name, repo_type=kind, exist_ok=True, space_sdk=sdk).repo_id == name


def test_whoami(api, alice):
    assert api.whoami()["name"] == alice.name
