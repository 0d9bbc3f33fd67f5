"""Uploads as the Python client makes them."""

import io

import pytest
from huggingface_hub import CommitOperationAdd
from huggingface_hub.errors import BadRequestError

from support.client import files_of, make_folder, read, upload
from support.content import blob_id, random_bytes, sha256


def test_upload_bytes_path_and_stream(api, repo, kind, tmp_path):
    (tmp_path / "file").write_bytes(b"from a path")
    upload(api, repo, "bytes.txt", b"from bytes", kind)
    upload(api, repo, "path.txt", tmp_path / "file", kind)
    upload(api, repo, "deep/er/stream.txt", io.BytesIO(b"from a stream"), kind)
    assert read(api, repo, "bytes.txt", kind) == b"from bytes"
    assert read(api, repo, "path.txt", kind) == b"from a path"
    assert read(api, repo, "deep/er/stream.txt", kind) == b"from a stream"


def test_upload_tells_the_commit(api, hub, repo, kind):
    commit = upload(api, repo, "a.txt", b"a", kind, commit_message="Say a", commit_description="At length.")
    prefix = "" if kind == "model" else f"{kind}s/"
    assert commit.commit_url == f"{hub.url}/{prefix}{repo}/commit/{commit.oid}"
    newest = api.list_repo_commits(repo, repo_type=kind)[0]
    assert (newest.commit_id, newest.title, newest.authors) == (commit.oid, "Say a", ["alice"])
    assert "At length." in newest.message


@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 65_537, 2_000_000])
def test_sizes_of_regular_files(api, model, size):
    content = random_bytes(size, seed=size).hex()[:size].encode()
    upload(api, model, "a.txt", content)
    assert read(api, model, "a.txt") == content
    [entry] = api.get_paths_info(model, "a.txt")
    assert (entry.size, entry.blob_id, entry.lfs) == (size, blob_id(content), None)


def test_small_binary_file_is_regular(api, model):
    content = random_bytes(100_000, seed=7)
    upload(api, model, "a.unknown", content)
    assert read(api, model, "a.unknown") == content
    [entry] = api.get_paths_info(model, "a.unknown")
    assert (entry.size, entry.blob_id, entry.lfs) == (len(content), blob_id(content), None)


def test_empty_file_of_a_large_type_is_regular(api, model):
    upload(api, model, "empty.bin", b"")
    [entry] = api.get_paths_info(model, "empty.bin")
    assert (entry.size, entry.lfs) == (0, None)


# The hub under test takes files above 16 MB in parts of 6 MB; 24 MB are exactly four of them.
@pytest.mark.parametrize("size", [1, 12_000_000, 20_000_000, 24_000_000], ids=["1B", "12MB", "parts", "even-parts"])
def test_large_file(api, repo, kind, size):
    content = random_bytes(size, seed=size)
    upload(api, repo, "weights.bin", content, kind)
    assert sha256(read(api, repo, "weights.bin", kind)) == sha256(content)
    [entry] = api.get_paths_info(repo, "weights.bin", repo_type=kind)
    assert (entry.size, entry.lfs.size, entry.lfs.sha256) == (size, size, sha256(content))


def test_large_file_from_a_stream(api, model):
    content = random_bytes(20_000_000, seed=1)
    upload(api, model, "weights.bin", io.BytesIO(content))
    assert sha256(read(api, model, "weights.bin")) == sha256(content)


def test_a_big_file_of_any_name_is_large(api, model):
    content = random_bytes(11_000_000, seed=2)
    upload(api, model, "data.unknown", content)
    [entry] = api.get_paths_info(model, "data.unknown")
    assert entry.lfs is not None and entry.lfs.sha256 == sha256(content)


def test_attributes_of_the_repo_decide_what_is_large(api, model):
    upload(api, model, ".gitattributes", b"*.blob filter=lfs diff=lfs merge=lfs -text\n")
    upload(api, model, "a.blob", b"large by rule")
    upload(api, model, "a.bin", b"regular by rule")
    blob, binary = sorted(api.get_paths_info(model, ["a.blob", "a.bin"]), key=lambda each: each.path, reverse=True)
    assert blob.lfs is not None and binary.lfs is None


def test_unchanged_file_makes_no_commit(api, repo, kind):
    for path, content in (("a.txt", b"text"), ("a.bin", random_bytes(1000, seed=3))):
        first = upload(api, repo, path, content, kind)
        assert upload(api, repo, path, content, kind).oid == first.oid


def test_large_becomes_regular_and_back(api, model):
    large, small = random_bytes(11_000_000, seed=4), b"small"
    for content in (large, small, large):
        upload(api, model, "data.unknown", content)
        assert sha256(read(api, model, "data.unknown")) == sha256(content)


ODD_NAMES = [
    "with space.txt",
    "what?.txt",
    "100%.txt",
    "%2e%2e.txt",
    "hash#tag.txt",
    "a&b=c+d.txt",
    "colon:comma,semi;.txt",
    "quote'\"back`tick.txt",
    "[brackets]{braces}.txt",
    "dir with space/ünï-文件-🤗.txt",
    "..leading-dots.txt",
    "-dash",
]


@pytest.mark.parametrize("path", ODD_NAMES)
def test_odd_file_names(api, model, path):
    upload(api, model, path, path.encode())
    assert path in api.list_repo_files(model)
    assert [entry.path for entry in api.get_paths_info(model, path)] == [path]
    assert api.file_exists(model, path)
    assert read(api, model, path) == path.encode()


def test_odd_large_file_name(api, model):
    content = random_bytes(1000, seed=5)
    upload(api, model, "dir ?#%/ü 🤗.bin", content)
    assert read(api, model, "dir ?#%/ü 🤗.bin") == content


def test_upload_folder(api, repo, kind, tmp_path):
    files = make_folder(tmp_path)
    api.upload_folder(repo_id=repo, repo_type=kind, folder_path=tmp_path)
    assert files_of(api, repo, kind) == set(files)
    for path, content in files.items():
        assert read(api, repo, path, kind) == content


def test_upload_folder_into_a_folder(api, model, tmp_path):
    files = make_folder(tmp_path)
    api.upload_folder(repo_id=model, folder_path=tmp_path, path_in_repo="v1/final")
    assert files_of(api, model) == {f"v1/final/{path}" for path in files}


def test_upload_folder_with_patterns(api, model, tmp_path):
    make_folder(tmp_path)
    api.upload_folder(
        repo_id=model, folder_path=tmp_path, allow_patterns=["*.log", "*.json"], ignore_patterns="logs/two*"
    )
    assert files_of(api, model) == {"config.json", "logs/one.log"}


def test_upload_folder_deletes_what_patterns_name(api, repo, kind, tmp_path):
    make_folder(tmp_path)
    api.upload_folder(repo_id=repo, repo_type=kind, folder_path=tmp_path)
    (tmp_path / "logs/one.log").unlink()
    (tmp_path / "logs/three.log").write_bytes(b"3")
    before = len(api.list_repo_commits(repo, repo_type=kind))
    api.upload_folder(repo_id=repo, repo_type=kind, folder_path=tmp_path, delete_patterns=["logs/*", ".gitattributes"])
    assert files_of(api, repo, kind) == {
        "README.md", "config.json", "weights/model.bin", "logs/two.log", "logs/three.log",
    }  # fmt: skip
    assert ".gitattributes" in api.list_repo_files(repo, repo_type=kind)
    assert len(api.list_repo_commits(repo, repo_type=kind)) == before + 1


def test_local_gitignore_is_honoured(api, model, tmp_path):
    make_folder(tmp_path)
    (tmp_path / ".gitignore").write_text("*.log\n!two.log\n")
    api.upload_folder(repo_id=model, folder_path=tmp_path)
    assert files_of(api, model) == {".gitignore", "README.md", "config.json", "logs/two.log", "weights/model.bin"}


def test_gitignore_of_the_repo_is_honoured(api, model, tmp_path):
    upload(api, model, ".gitignore", b"logs/\n")
    make_folder(tmp_path)
    api.upload_folder(repo_id=model, folder_path=tmp_path)
    assert files_of(api, model) == {".gitignore", "README.md", "config.json", "weights/model.bin"}


def test_many_files_need_several_preuploads(api, model):
    contents = {f"f/{number:04}.txt": b"%d" % number for number in range(600)}
    api.create_commit(
        model,
        [CommitOperationAdd(path, content) for path, content in contents.items()],
        commit_message="600 files",
    )
    assert files_of(api, model) == set(contents)
    assert read(api, model, "f/0599.txt") == b"599"


def test_many_large_files_need_several_batches(api, model):
    contents = {f"{number:04}.bin": random_bytes(50, seed=number) for number in range(300)}
    api.create_commit(
        model,
        [CommitOperationAdd(path, content) for path, content in contents.items()],
        commit_message="300 large files",
    )
    listed = {entry.path: entry.lfs.sha256 for entry in api.list_repo_tree(model) if entry.path.endswith(".bin")}
    assert listed == {path: sha256(content) for path, content in contents.items()}


def test_preupload_then_commit(api, model):
    operations = [CommitOperationAdd(f"{n}.bin", random_bytes(1000, seed=n)) for n in range(3)]
    api.preupload_lfs_files(model, operations)
    api.create_commit(model, operations, commit_message="uploaded before")
    assert files_of(api, model) == {"0.bin", "1.bin", "2.bin"}


def test_card_with_broken_yaml_is_refused(api, model):
    with pytest.raises((ValueError, BadRequestError)):
        upload(api, model, "README.md", b"---\nlicense: [mit\n---\n")
    assert files_of(api, model) == set()


@pytest.mark.parametrize("kind", ["model", "dataset"], indirect=True)
def test_card_facts_show_in_the_info(api, repo, kind):
    card = b"---\nlicense: mit\nlanguage:\n- en\ntags:\n- roost-test\n---\n# Card\n"
    upload(api, repo, "README.md", card, kind)
    info = api.repo_info(repo, repo_type=kind)
    assert info.card_data["license"] == "mit"
    assert {"roost-test", "license:mit"} <= set(info.tags)
