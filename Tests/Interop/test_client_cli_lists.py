"""`roost models|datasets|spaces|repos`: what the Python client's command finds, ours finds."""

import json
import pathlib
import uuid

import pytest
import requests

from support.reading import *  # noqa: F403
from support.reading import CARD, FILES, fill, on_one_database

pytestmark = on_one_database


@pytest.fixture(scope="module")
def several(api, alice):
    """Three repos of each kind whose names begin alike."""
    mark = f"several-{uuid.uuid4().hex[:6]}"
    for kind in ("model", "dataset", "space"):
        for number in range(3):
            fill(api, f"{alice.name}/{mark}-{number}", kind, {"README.md": CARD, f"{number}.txt": b"x"})
    return mark


@pytest.mark.parametrize("group", ["models", "datasets", "spaces"])
def test_finds_what_hf_finds(roost, several, alice, group):
    for options, count in (
        (["--search", several], 3),
        (["--author", alice.name, "--search", several, "--sort", "created_at"], 3),
        (["--search", several, "--filter", "rooster", "--limit", "2"], 2),
        (["--search", several, "--filter", "rooster", "--filter", "nothing"], 0),
    ):
        ours = roost.json(group, "ls", *options)
        assert len(ours) == count
        assert roost.lines(group, "list", *options, "-q") == [each["id"] for each in ours]
        if "created_at" not in options:
            continue
        theirs = json.loads(roost.hf(group, "ls", *options, "--json").stdout)
        assert [each["id"] for each in ours] == [each["id"] for each in theirs]
        for mine, their in zip(ours, theirs, strict=True):
            # What both tell they call alike. Times are written in another way.
            both = (set(mine) & set(their)) - {"created_at", "last_modified", "author"}
            assert {"tags", "private", "likes"} <= both
            assert {key: mine[key] for key in both} == {key: their[key] for key in both}


def test_limit(roost, several):
    assert len(roost.json("models", "ls", "--search", several, "--limit", "2")) == 2
    assert len(roost.json("models", "ls", "--search", several, "--limit", "0")) == 3


def test_expand(roost, several):
    rows = roost.json("models", "ls", "--search", several, "--expand", "tags,likes")
    assert {key for row in rows for key in row} == {"id", "tags", "likes"}
    table = roost.lines("models", "ls", "--search", several, "--expand", "likes,tags")
    assert table[0].split() == ["ID", "LIKES", "TAGS"]
    assert roost.error(2, "models", "ls", "--expand", "colour")["code"] == "bad_request"


def test_conditions_of_models(roost, api, name):
    fill(api, name, files={"README.md": b"---\npipeline_tag: text-generation\nlibrary_name: transformers\n---\n"})
    short = name.split("/")[1]

    def found(*options):
        return roost.lines("models", "ls", "--search", short, *options, "-q")

    assert found("--pipeline-tag", "text-generation") == [name]
    assert found("--pipeline-tag", "fill-mask") == []
    assert found("--no-gated") == [name] and found("--gated") == []
    assert found("--num-parameters", "min:1B") == []
    assert found("--warm") == [] and found("--inference-provider", "together") == []
    assert found("--apps", "ollama") == []


def test_table_for_people(roost, several):
    lines = roost.lines("models", "ls", "--search", several)
    assert lines[0].split()[0] == "ID" and len(lines) == 4
    # Nothing found is no error, and nothing on standard output.
    result = roost.run("models", "ls", "--search", "nothing-is-called-so")
    assert (result.stdout, result.stderr) == ("", "Nothing found.\n")
    assert roost.json("models", "ls", "--search", "nothing-is-called-so") == []


def test_files(roost, filled):
    rows = {row["path"]: row for row in roost.json("models", "ls", filled)}
    assert set(rows) == {".gitattributes", "README.md", "config.json", "data", "empty.txt", "weights.bin"}
    assert (rows["data"]["type"], rows["config.json"]["type"]) == ("folder", "file")
    assert rows["config.json"]["size"] == len(FILES["config.json"])
    assert rows["weights.bin"]["lfs"]["size"] == 3_000_000 and len(rows["weights.bin"]["xet_hash"]) == 64
    assert rows["config.json"]["last_commit"]["title"] == "fill"
    theirs = {row["path"]: row for row in json.loads(roost.hf("models", "ls", filled, "--json").stdout)}
    for path, row in theirs.items():
        for key in ("size", "blob_id", "xet_hash", "tree_id"):
            assert rows[path].get(key) == row.get(key), (path, key)


def test_files_of_folders(roost, filled):
    deep = {*FILES, ".gitattributes", "data/", "data/deep er/"}
    assert set(roost.lines("models", "ls", filled, "-R", "-q")) == deep
    assert set(roost.lines("models", "ls", filled, "--recursive", "-q")) == deep
    assert roost.lines("models", "ls", f"hf://{filled}/data", "-q") == ["data/deep er/", "data/one.txt"]
    listed = roost.run("models", "ls", filled)
    assert any(line.split()[0] == "3000000" and line.endswith("weights.bin") for line in listed.stdout.splitlines())
    assert "-R" in listed.stderr
    readable = roost.lines("models", "ls", filled, "-h")
    assert any(line.strip().startswith("3.0 MB") and line.endswith("weights.bin") for line in readable)


def test_tree(roost, filled):
    lines = roost.lines("models", "ls", filled, "-R", "--tree", "-q")
    assert lines == [
        "├── .gitattributes",
        "├── README.md",
        "├── config.json",
        "├── data/",
        "│   ├── deep er/",
        "│   │   └── \u00fc [1].txt",
        "│   └── one.txt",
        "├── empty.txt",
        "└── weights.bin",
    ]
    with_sizes = roost.lines("models", "ls", filled, "-R", "--tree", "-h")
    assert "3.0 MB  └── weights.bin" in with_sizes


def test_files_of_a_revision(roost, api, name):
    fill(api, name, files={"a.txt": b"1"})
    api.create_tag(name, tag="v1")
    api.upload_file(path_or_fileobj=b"2", path_in_repo="b.txt", repo_id=name)
    assert "b.txt" in roost.lines("models", "ls", name, "-q")
    assert "b.txt" not in roost.lines("models", "ls", name, "-q", "--revision", "v1")
    assert "b.txt" not in roost.lines("models", "ls", f"hf://{name}@v1", "-q")


@pytest.mark.parametrize("kind", ["model", "dataset", "space"])
def test_info(roost, api, name, kind):
    fill(api, name, kind)
    info = roost.json(f"{kind}s", "info", name)
    real = api.repo_info(name, repo_type=kind)
    assert (info["id"], info["sha"], info["private"]) == (name, real.sha, False)
    assert {each["rfilename"] for each in info["siblings"]} == {each.rfilename for each in real.siblings}
    assert info["card_data"]["license"] == "mit"
    assert "modelId" not in info and "_id" not in info
    assert roost.out(f"{kind}s", "info", name, "-q") == f"{name}\n"
    assert f"id:{' ' * (len(max(info, key=len)) - 1)}{name}" in roost.lines(f"{kind}s", "info", name)
    assert set(roost.json(f"{kind}s", "info", name, "--expand", "likes,sha")) == {"id", "likes", "sha"}


def test_card(roost, filled):
    assert roost.out("models", "card", filled) == CARD.decode()
    assert roost.out("models", "card", filled, "--text").strip() == "# Hello\n\nText of the card."
    assert roost.out("models", "card", filled, "--metadata") == "license: mit\ntags:\n- rooster\n"
    assert roost.json("models", "card", filled, "--metadata") == {"license": "mit", "tags": ["rooster"]}
    answer = roost.json("models", "card", filled)
    assert answer["metadata"] == {"license": "mit", "tags": ["rooster"]}
    assert answer["text"].strip() == "# Hello\n\nText of the card."


def test_parquet(roost, api, name):
    fixtures = pathlib.Path(__file__).parent.parent / "ModelFormatsTests/Fixtures"
    content = (fixtures / "types.parquet").read_bytes()
    fill(api, name, "dataset", {"data/train-00000-of-00001.parquet": content})
    [row] = roost.json("datasets", "parquet", name)
    assert (row["subset"], row["split"]) == ("default", "train")
    answer = requests.get(row["url"], headers={"Authorization": f"Bearer {roost.environment['HF_TOKEN']}"}, timeout=30)
    assert answer.content == content
    assert roost.lines("datasets", "parquet", name, "-q") == [row["url"]]
    assert roost.json("datasets", "parquet", name, "--split", "test") == []


def test_own_repos(roost, several, alice):
    rows = roost.json("repos", "ls", "--search", several, "--limit", "0")
    theirs = json.loads(roost.hf("repos", "ls", "--search", several, "--limit", "0", "--json").stdout)
    assert [(row["id"], row["type"]) for row in rows] == [(each["id"], each["type"]) for each in theirs]
    assert len(rows) == 9 and all(isinstance(row["storage"], int) for row in rows)
    assert {row["type"] for row in roost.json("repos", "ls", "--type", "space", "--search", several)} == {"space"}
    result = roost.run("repos", "list", "--search", several, "--limit", "2")
    assert len(result.stdout.splitlines()) == 3 and "2 of 9" in result.stderr


def test_refs(roost, api, repo, kind):
    api.upload_file(path_or_fileobj=b"x", path_in_repo="a.txt", repo_id=repo, repo_type=kind)
    api.create_branch(repo, branch="draft", repo_type=kind)
    api.create_tag(repo, tag="v1", repo_type=kind)
    head = api.repo_info(repo, repo_type=kind).sha
    assert roost.json("repos", "tag", "list", repo, "--type", kind) == [
        {"name": "v1", "target_commit": head, "ref": "refs/tags/v1"}
    ]
    assert set(roost.lines("repos", "branch", "ls", repo, "--repo-type", kind, "-q")) == {"main", "draft"}
    assert head[:12] in roost.out("repos", "tag", "ls", f"hf://{kind}s/{repo}")
