"""`roost cache`, on caches of ours and of the Python client."""

import json
import os
import pathlib

import pytest

from support.content import random_bytes
from support.reading import *  # noqa: F403
from support.reading import FILES, fill, on_one_database

pytestmark = on_one_database


@pytest.fixture
def moved(roost, api, name):
    """A repo of which two commits are cached: the first has no name any more."""
    fill(api, name, files={"same.bin": random_bytes(200_000, seed=73), "changed.bin": random_bytes(100_000, seed=74)})
    roost.run("download", name)
    first = api.model_info(name).sha
    api.upload_file(path_or_fileobj=random_bytes(100_000, seed=75), path_in_repo="changed.bin", repo_id=name)
    roost.run("download", name)
    return name, first, api.model_info(name).sha


def test_list_agrees_with_hf(roost, filled, moved):
    roost.run("download", filled)
    for options in ([], ["--revisions"]):
        ours = roost.json("cache", "ls", *options)
        theirs = json.loads(roost.hf("cache", "ls", *options, "--json").stdout)
        assert len(ours) == len(theirs) == (3 if options else 2)
        for mine, their in zip(ours, theirs, strict=True):
            for key in ("id", "repo_id", "repo_type", "revision", "snapshot_path", "refs"):
                assert mine.get(key) == their.get(key), key
        assert roost.lines("cache", "ls", *options, "-q") == roost.hf("cache", "ls", *options, "-q").stdout.splitlines()


def test_sizes(roost, moved, api):
    name, first, second = moved
    attributes = sum(each.size for each in api.list_repo_tree(name) if each.path == ".gitattributes")
    [row] = roost.json("cache", "ls")
    # Contents that both commits have count once.
    assert (row["size"], row["files"], row["revisions"]) == (400_000 + attributes, 4, 2)
    sizes = {row["revision"]: row["size"] for row in roost.json("cache", "ls", "--revisions")}
    assert sizes == {first: 300_000 + attributes, second: 300_000 + attributes}
    result = roost.run("cache", "ls")
    assert result.stdout.splitlines()[1].split()[:3] == [f"model/{name}", "402.7", "kB"] or "kB" in result.stdout
    assert "1 repo, 2 revisions, " in result.stderr


def test_conditions_and_order(roost, filled, moved):
    name, first, second = moved
    roost.run("download", filled)
    small, large = f"model/{name}", f"model/{filled}"

    def listed(*options):
        return roost.lines("cache", "ls", *options, "-q")

    assert listed("--filter", "size>1MB") == [large]
    assert listed("-f", "size<=1MB") == [small]
    assert listed("--filter", "type=dataset") == []
    assert set(listed("--filter", "refs=main")) == {small, large}
    assert listed("--filter", "accessed>1d") == []
    assert set(listed("--filter", "modified<1h")) == {small, large}
    assert listed("--sort", "size") == [large, small]
    assert listed("--sort", "size:asc") == [small, large]
    assert listed("--sort", "size", "--limit", "1") == [large]
    assert listed("--sort", "name:desc") == sorted([small, large], reverse=True)
    assert listed("--revisions", "--filter", "refs=main", "--filter", "size<1MB") == [second]
    for options in (["--filter", "size<=1MB"], ["--sort", "size:asc", "--filter", "modified<1h"]):
        assert listed(*options) == roost.hf("cache", "ls", *options, "-q").stdout.splitlines()


def test_remove_a_repo(roost, filled, moved):
    name, *_ = moved
    roost.run("download", filled)
    before = roost.json("cache", "rm", f"model/{name}", "--dry-run")
    assert (before["dry_run"], before["repos"], len(before["revisions"])) == (True, [f"model/{name}"], 2)
    assert before["freed"] > 400_000
    assert roost.error(2, "cache", "rm", f"model/{name}")["code"] == "invalid_input"
    assert len(roost.json("cache", "ls")) == 2
    assert roost.json("cache", "rm", f"model/{name}", "-y") == {**before, "dry_run": False}
    assert roost.lines("cache", "ls", "-q") == [f"model/{filled}"]
    assert not list(roost.cache.glob(f"models--{name.replace('/', '--')}"))
    # What is left is whole.
    roost.run("cache", "verify", filled)


def test_remove_a_revision_and_a_file(roost, moved):
    name, first, second = moved
    answer = roost.json("cache", "remove", first, "--yes")
    assert (answer["revisions"], answer["freed"]) == ([first], 100_000)
    roost.run("cache", "verify", name, "--fail-on-missing-files")
    answer = roost.json("cache", "rm", f"hf://{name}/same.bin", "--yes")
    assert (len(answer["files"]), answer["freed"]) == (1, 200_000)
    assert roost.run("cache", "verify", name, "--fail-on-missing-files", code=6).stdout == "same.bin: is missing\n"
    assert roost.error(3, "cache", "rm", "model/not/here", "--yes")["code"] == "not_found"
    # Python understands what is left, and makes it whole.
    assert roost.hf("cache", "verify", name).returncode == 0
    roost.hf("download", name)
    roost.run("cache", "verify", name, "--fail-on-missing-files")


def test_prune(roost, moved):
    name, first, second = moved
    partial = roost.cache / f"models--{name.replace('/', '--')}/blobs/{'a' * 40}.0123abcd.incomplete"
    partial.write_bytes(bytes(5000))
    assert roost.json("cache", "prune", "--dry-run")["partials"] == []
    os.utime(partial, (1_600_000_000, 1_600_000_000))
    answer = roost.json("cache", "prune", "--yes")
    assert (answer["revisions"], len(answer["partials"]), answer["freed"]) == ([first], 1, 105_000)
    assert not partial.exists()
    assert [row["revision"] for row in roost.json("cache", "ls", "--revisions")] == [second]
    assert roost.json("cache", "prune", "--yes")["revisions"] == []
    assert roost.run("cache", "prune", "--yes").stderr == "There is nothing to remove.\n"


def test_verify(roost, filled, tmp_path):
    folder = pathlib.Path(roost.out("download", filled).strip())
    answer = roost.json("cache", "verify", filled)
    assert (answer["ok"], answer["checked"], answer["missing"], answer["extra"]) == (True, 7, [], [])
    assert (answer["commit"], answer["path"]) == (folder.name, str(folder))
    roost.run("download", filled, "--local-dir", str(tmp_path / "here"))
    assert roost.json("cache", "verify", filled, "--local-dir", str(tmp_path / "here"))["checked"] == 7
    (tmp_path / "here/config.json").write_bytes(b"changed")
    (tmp_path / "here/empty.txt").unlink()
    (tmp_path / "here/new.txt").write_bytes(b"new")
    result = roost.run("cache", "verify", filled, "--local-dir", str(tmp_path / "here"), "--json", code=6)
    answer = json.loads(result.stdout)
    assert [each["path"] for each in answer["mismatches"]] == ["config.json"]
    assert (answer["missing"], answer["extra"]) == (["empty.txt"], ["new.txt"])
    (tmp_path / "here/config.json").write_bytes(FILES["config.json"])
    for option, code in (([], 0), (["--fail-on-missing-files"], 6), (["--fail-on-extra-files"], 6)):
        roost.run("cache", "verify", filled, "--local-dir", str(tmp_path / "here"), *option, code=code)


def test_verify_what_is_not_cached(roost, filled):
    assert roost.error(5, "cache", "verify", filled)["code"] == "not_cached"
    roost.run("download", filled, "config.json")
    assert roost.error(5, "cache", "verify", filled, "--revision", "v1")["code"] == "not_cached"


def test_no_cache_yet(roost, tmp_path):
    assert roost.json("cache", "ls") == []
    assert roost.run("cache", "prune", "--yes").stderr == "There is no cache yet.\n"
    nothing = {"repos": [], "revisions": [], "files": [], "partials": [], "shared_blobs": [], "freed": 0}
    assert roost.json("cache", "prune", "--yes") == {"dry_run": False, **nothing}
    assert roost.json("cache", "prune", "--dry-run") == {"dry_run": True, **nothing}
    # What was asked for by name and isn't there is an error, as in a cache that lacks it.
    assert roost.error(3, "cache", "rm", "model/not/here", "--yes")["code"] == "not_found"
    assert roost.error(1, "cache", "ls", "--cache-dir", str(tmp_path / "nowhere"))["code"] == "file_system"


def test_damage_is_told(roost, filled):
    roost.run("download", filled)
    (roost.cache / "models--x--y").write_bytes(b"not a folder")
    (roost.cache / "models--z--w/snapshots" / ("0" * 40)).mkdir(parents=True)
    result = roost.run("cache", "ls")
    assert f"model/{filled}" in result.stdout and "--show-warnings" in result.stderr
    assert "models--x--y" in roost.run("cache", "ls", "--show-warnings").stderr
