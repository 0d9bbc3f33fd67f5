"""The `hf` command, as a person types it."""

import json
import os
import pathlib
import subprocess
import sys

import pytest

from support.client import files_of, make_folder
from support.content import random_bytes

HF = str(pathlib.Path(sys.executable).parent / "hf")


@pytest.fixture
def hf(hub, alice, tmp_path):
    """Runs `hf`; answers what it printed."""

    def run(*arguments: str, token: str | None = alice.token, cwd=tmp_path) -> str:
        environment = {**os.environ, "HF_ENDPOINT": hub.url, "HF_HOME": str(tmp_path / "home"), "NO_COLOR": "1"}
        if token is not None:
            environment["HF_TOKEN"] = token
        result = subprocess.run([HF, *arguments], env=environment, cwd=cwd, capture_output=True, text=True, timeout=120)
        assert result.returncode == 0, f"hf {' '.join(arguments)}: {result.stdout}{result.stderr}"
        return result.stdout

    return run


def test_whoami(hf, hub, alice):
    answer = json.loads(hf("auth", "whoami", "--format", "json"))
    assert (answer["user"], answer["endpoint"]) == (alice.name, hub.url)


def test_login_stores_the_token(hf, alice):
    hf("auth", "login", "--token", alice.token, token=None)
    assert json.loads(hf("auth", "whoami", "--format", "json", token=None))["user"] == alice.name


def test_upload_and_download_a_folder(hf, api, name, kind, tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    files = make_folder(folder)
    if kind == "space":
        hf("repos", "create", name, "--type", kind, "--sdk", "static")
    hf("upload", name, str(folder), ".", "--type", kind, "--commit-message", "By hand")
    assert files_of(api, name, kind) == set(files)
    assert api.list_repo_commits(name, repo_type=kind)[0].title == "By hand"
    hf("download", name, "--type", kind, "--local-dir", str(tmp_path / "back"))
    for path, content in files.items():
        assert (tmp_path / "back" / path).read_bytes() == content


def test_upload_and_download_a_file(hf, api, name, tmp_path):
    content = random_bytes(50_000, seed=40)
    (tmp_path / "model.bin").write_bytes(content)
    hf("upload", name, "model.bin", "weights/model.bin", "--private")
    assert api.model_info(name).private is True
    path = hf("download", name, "weights/model.bin", "--quiet").strip()
    assert pathlib.Path(path).read_bytes() == content


def test_upload_with_patterns_and_to_a_branch(hf, api, model, tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    make_folder(folder)
    hf("upload", model, str(folder), ".", "--include", "logs/*", "--revision", "draft")
    assert files_of(api, model) == set()
    assert set(api.list_repo_files(model, revision="draft")) == {".gitattributes", "logs/one.log", "logs/two.log"}
    hf("upload", model, str(folder), ".", "--exclude", "*", "--delete", "logs/one.log", "--revision", "draft")
    assert "logs/one.log" not in api.list_repo_files(model, revision="draft")


def test_repo_life(hf, api, name, kind):
    hf("repos", "create", name, "--type", kind, "--private", *(["--sdk", "static"] if kind == "space" else []))
    listed = json.loads(hf("repos", "list", "--format", "json", "--limit", "0"))
    assert [each["type"] for each in listed if each["id"] == name] == [kind]
    hf("repos", "settings", name, "--type", kind, "--public")
    assert api.repo_info(name, repo_type=kind).private is False
    hf("repos", "move", name, f"{name}-moved", "--type", kind)
    assert api.repo_info(name, repo_type=kind).id == f"{name}-moved"
    hf("repos", "delete", f"{name}-moved", "--type", kind, "--yes")
    assert not api.repo_exists(f"{name}-moved", repo_type=kind)


def test_branches_and_tags(hf, api, repo, kind):
    hf("repos", "branch", "create", repo, "draft", "--type", kind)
    hf("repos", "tag", "create", repo, "v1", "--type", kind, "-m", "First")
    refs = api.list_repo_refs(repo, repo_type=kind)
    assert {ref.name for ref in refs.branches} == {"main", "draft"}
    assert {ref.name for ref in refs.tags} == {"v1"}
    assert "v1" in hf("repos", "tag", "list", repo, "--type", kind)
    hf("repos", "tag", "delete", repo, "v1", "--type", kind, "--yes")
    hf("repos", "branch", "delete", repo, "draft", "--type", kind)
    refs = api.list_repo_refs(repo, repo_type=kind)
    assert ([ref.name for ref in refs.branches], refs.tags) == (["main"], [])


def test_delete_files(hf, api, model):
    for path in ("a.log", "b.log", "c.txt"):
        api.upload_file(path_or_fileobj=b"x", path_in_repo=path, repo_id=model)
    hf("repos", "delete-files", model, "*.log")
    assert files_of(api, model) == {"c.txt"}


@pytest.mark.parametrize("kind", ["model", "dataset", "space"], indirect=True)
def test_lists_and_infos(hf, api, alice, repo, kind):
    group = f"{kind}s"
    api.upload_file(path_or_fileobj=b"abc", path_in_repo="dir/a.txt", repo_id=repo, repo_type=kind)
    found = json.loads(hf(group, "ls", "--author", alice.name, "--search", repo.split("/")[1], "--format", "json"))
    assert [each["id"] for each in found] == [repo]
    info = json.loads(hf(group, "info", repo, "--format", "json"))
    assert (info["id"], info["sha"]) == (repo, api.repo_info(repo, repo_type=kind).sha)
    assert "dir/a.txt" in hf(group, "ls", repo, "-R")


def test_verify_the_cache(hf, api, model):
    api.upload_file(path_or_fileobj=random_bytes(1000, seed=41), path_in_repo="a.bin", repo_id=model)
    hf("download", model)
    hf("cache", "verify", model)


def test_environment(hf, alice):
    assert alice.name in hf("env")
