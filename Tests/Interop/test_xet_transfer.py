"""Files through Xet, as today's clients send them when nothing is set but the hub and the token."""

import itertools
import pathlib
import random
import shutil
import subprocess
import threading
import uuid

import pytest

from support.content import pointer, random_bytes, sha256
from support.raw import Raw
from support.xet_cas import Cas
from support.xet_client import Client, entry_of, resolve, wait_for_xet_hash, xorb_bytes
from support.xet_content import PIECES, file_sha256, write, write_changed

CONTENT = random_bytes(11_000_000, seed=300)


@pytest.fixture
def machine(hub, alice, tmp_path):
    """Makes clients, each with empty caches."""
    numbers = itertools.count()

    def make(token: str | None = alice.token, **options: str) -> Client:
        return Client(hub, token, tmp_path / f"machine-{next(numbers)}", **options)

    return make


@pytest.fixture
def raw(hub, alice):
    return Raw(hub, alice.token)


def small_folder(folder: pathlib.Path) -> pathlib.Path:
    """Below and above every limit of size; what ends in `.bin` is a large file however small it is."""
    write(folder / "empty.bin", "random", 0, 1)
    write(folder / "empty.txt", "text", 0, 1)
    write(folder / "one.bin", "random", 1, 2)
    write(folder / "one.txt", "text", 1, 2)
    write(folder / "deep/er/8k.bin", "random", 8192, 3)
    write(folder / "8k.txt", "text", 8192, 3)
    write(folder / "11m.bin", "random", 11_000_000, 4)
    write(folder / "11m.txt", "text", 11_000_000, 5)
    write(folder / "a name, with #?%25/ü.safetensors", "weights", 100_000, 6)
    return folder


def sums(folder: pathlib.Path) -> dict[str, str]:
    files = {path.relative_to(folder): path for path in folder.rglob("*") if path.is_file()}
    return {
        name.as_posix(): file_sha256(path)
        for name, path in files.items()
        if name.parts[0] not in (".cache", ".gitattributes")
    }


def assert_same(folder: pathlib.Path, other: pathlib.Path) -> None:
    assert sums(other) == sums(folder)


def assert_xet(raw: Raw, repo: str, kind: str, folder: pathlib.Path) -> None:
    """Every large file has a Xet hash, and tells the sha256 that it had on the way."""
    for path, oid in sums(folder).items():
        entry = entry_of(raw, repo, path, kind)
        if "lfs" in entry:
            assert (entry["lfs"]["oid"], len(entry["xetHash"])) == (oid, 64), path
        else:
            assert "xetHash" not in entry, path
            assert path.endswith((".txt", ".md")) or entry["size"] == 0, path


# Folders


def test_folder(machine, raw, repo, kind, tmp_path):
    folder = small_folder(tmp_path / "in")
    # In the place of the one that a new Space has.
    (folder / "README.md").write_text("# Hi\n")
    up = machine()
    up.hf("upload", repo, str(folder), ".", "--type", kind)
    assert up.spoke_xet()
    assert_xet(raw, repo, kind, folder)
    down = machine()
    down.hf("download", repo, "--type", kind, "--local-dir", str(tmp_path / "out"))
    assert down.spoke_xet()
    assert_same(folder, tmp_path / "out")
    assert_same(folder, machine().snapshot(repo, kind))


def large_folder(folder: pathlib.Path, size: int) -> pathlib.Path:
    for seed, content in enumerate(PIECES):
        write(folder / f"{content}.bin", content, size, seed)
    write_changed(folder / "changed.bin", folder / "random.bin", seed=9)
    return folder


@pytest.mark.timeout(600)
@pytest.mark.parametrize("size", [64_000_000, pytest.param(300_000_000, marks=pytest.mark.slow)], ids=["64MB", "300MB"])
def test_folder_of_large_files(machine, raw, model, tmp_path, size):
    folder = large_folder(tmp_path / "in", size)
    machine().hf("upload", model, str(folder), ".")
    assert_xet(raw, model, "model", folder)
    machine().hf("download", model, "--local-dir", str(tmp_path / "out"))
    assert_same(folder, tmp_path / "out")
    shutil.rmtree(tmp_path / "out")
    machine(HF_HUB_DISABLE_XET="1").hf("download", model, "--local-dir", str(tmp_path / "plain"))
    assert_same(folder, tmp_path / "plain")


def test_new_repo_in_one_command(machine, raw, name, tmp_path):
    path = write(tmp_path / "model.bin", "weights", 3_000_000, 10)
    machine().hf("upload", name, str(path), "weights/model.bin", "--private")
    assert len(entry_of(raw, name, "weights/model.bin")["xetHash"]) == 64
    assert file_sha256(machine().download(name, "weights/model.bin")) == file_sha256(path)
    result = machine(token=None).hf("download", name, "weights/model.bin", check=False)
    assert result.returncode != 0


def test_many_files_in_one_commit(machine, raw, model, tmp_path):
    folder = tmp_path / "in"
    for number in range(150):
        write(folder / f"{number % 7}/{number}.bin", "random", 1 + number * 997, number)
    machine().hf("upload", model, str(folder), ".")
    assert_xet(raw, model, "model", folder)
    assert_same(folder, machine().snapshot(model))


def test_same_content_twice_in_one_commit(machine, model, tmp_path):
    write(tmp_path / "in/a.bin", "random", 2_000_000, 11)
    shutil.copy(tmp_path / "in/a.bin", tmp_path / "in/b.bin")
    # Its first and its last chunks are the same; and zeros, which are one chunk again and again.
    (tmp_path / "in/c.bin").write_bytes((tmp_path / "in/a.bin").read_bytes() * 2)
    (tmp_path / "in/zeros.bin").write_bytes(bytes(5_000_000))
    machine().hf("upload", model, str(tmp_path / "in"), ".")
    assert_same(tmp_path / "in", machine().snapshot(model))


def test_branches_and_history(machine, raw, model, tmp_path):
    path = write(tmp_path / "a.bin", "random", 500_000, 12)
    first = file_sha256(path)
    client = machine()
    client.hf("upload", model, str(path), "a.bin")
    old = raw.head(model)
    client.hf("upload", model, str(write(path, "random", 600_000, 13)), "a.bin", "--revision", "draft")
    second = file_sha256(path)
    client.hf("upload", model, str(write(path, "random", 700_000, 14)), "a.bin")
    third = file_sha256(path)
    for revision, expected in [(old, first), ("draft", second), ("main", third)]:
        local = machine().hf("download", model, "a.bin", "--revision", revision, "--quiet").stdout.strip()
        assert file_sha256(pathlib.Path(local)) == expected


def test_unchanged_file_is_not_sent_again(machine, raw, model, tmp_path):
    path = write(tmp_path / "a.bin", "random", 500_000, 15)
    machine().hf("upload", model, str(path), "a.bin")
    head = raw.head(model)
    machine().hf("upload", model, str(path), "a.bin")
    assert raw.head(model) == head


def test_copies(machine, raw, model, tmp_path):
    path = write(tmp_path / "a.bin", "random", 500_000, 16)
    client = machine()
    client.upload(model, path, "a.bin")
    client.code(
        "from huggingface_hub import CommitOperationCopy, CommitOperationDelete, HfApi\n"
        "changes = [CommitOperationCopy('a.bin', 'b.bin'), CommitOperationDelete('a.bin')]\n"
        "HfApi().create_commit(args[0], changes, commit_message='Move')",
        model,
    )
    assert file_sha256(machine().download(model, "b.bin")) == file_sha256(path)
    assert resolve(raw, model, "a.bin").status_code == 404


def test_file_system_reads_ranges(machine, model, tmp_path):
    path = write(tmp_path / "a.bin", "random", 3_000_000, 17)
    machine().upload(model, path, "a.bin")
    result = machine().code(
        "from huggingface_hub import HfFileSystem\n"
        "with HfFileSystem().open(args[0], 'rb', block_size=100_000) as file:\n"
        "    file.seek(1_234_567)\n"
        "    print(file.read(70_000).hex())",
        f"{model}/a.bin",
    )
    assert bytes.fromhex(result.stdout.strip()) == path.read_bytes()[1_234_567:1_304_567]


# Uploaded through Xet, read by everybody else


@pytest.fixture
def uploaded(machine, model, tmp_path):
    (tmp_path / "up.bin").write_bytes(CONTENT)
    machine().upload(model, tmp_path / "up.bin", "a.bin")
    return model


def test_client_without_xet_downloads(machine, uploaded):
    client = machine(HF_HUB_DISABLE_XET="1")
    assert file_sha256(client.download(uploaded, "a.bin")) == sha256(CONTENT)
    assert not client.spoke_xet()


def test_head(hub, raw, uploaded):
    answer = resolve(raw, uploaded, "a.bin", method="HEAD")
    entry = entry_of(raw, uploaded, "a.bin")
    assert answer.status_code == 200
    headers = answer.headers
    assert headers["x-repo-commit"] == raw.head(uploaded)
    assert headers["etag"] == headers["x-linked-etag"] == f'"{sha256(CONTENT)}"'
    assert headers["x-linked-size"] == headers["content-length"] == str(len(CONTENT))
    assert headers["accept-ranges"] == "bytes"
    assert headers["x-xet-hash"] == entry["xetHash"]
    assert answer.links["xet-auth"]["url"] == (
        f"{hub.url}/api/models/{uploaded}/xet-read-token/{headers['x-repo-commit']}"
    )
    grant = raw.get(answer.links["xet-auth"]["url"]).json()
    plan = answer.links["xet-reconstruction-info"]["url"]
    assert plan == f"{grant['casUrl']}/v1/reconstructions/{entry['xetHash']}"
    assert raw.get(plan, headers={"authorization": f"Bearer {grant['accessToken']}"}).status_code == 200


def test_javascript_asks_for_file_info(raw, uploaded):
    accept = "application/vnd.xet-fileinfo+json, */*"
    answer = resolve(raw, uploaded, "a.bin", headers={"accept": accept, "range": "bytes=0-0"})
    assert answer.status_code in (200, 206)
    assert answer.headers["content-type"].split(";")[0] == "application/vnd.xet-fileinfo+json"
    assert answer.headers["x-linked-size"] == str(len(CONTENT))
    assert len(answer.headers["x-xet-hash"]) == 64
    assert {"xet-auth", "xet-reconstruction-info"} <= set(answer.links)


RANGES = {
    "first byte": ("bytes=0-0", 0, 1),
    "middle": ("bytes=1000000-2999999", 1_000_000, 3_000_000),
    "within a chunk": ("bytes=5000001-5000010", 5_000_001, 5_000_011),
    "to the end": ("bytes=10999990-", 10_999_990, 11_000_000),
    "beyond the end": ("bytes=10999990-99999999", 10_999_990, 11_000_000),
    "last byte": ("bytes=10999999-10999999", 10_999_999, 11_000_000),
    "suffix": ("bytes=-70000", 10_930_000, 11_000_000),
    "suffix longer than the file": ("bytes=-99999999", 0, 11_000_000),
}


def test_ranges(raw, uploaded):
    for name, (value, start, end) in RANGES.items():
        answer = resolve(raw, uploaded, "a.bin", headers={"range": value})
        assert answer.status_code == 206, name
        assert answer.content == CONTENT[start:end], name
        assert answer.headers["content-range"] == f"bytes {start}-{end - 1}/{len(CONTENT)}", name
        assert answer.headers["content-length"] == str(end - start), name
        assert answer.headers["etag"] == f'"{sha256(CONTENT)}"', name


def test_several_ranges_in_one_request(raw, uploaded):
    """They may be ignored or refused, but what comes is right."""
    answer = resolve(raw, uploaded, "a.bin", headers={"range": "bytes=0-9,100-109"})
    assert answer.status_code in (200, 206, 416)
    if answer.status_code == 200:
        assert sha256(answer.content) == sha256(CONTENT)
    elif answer.status_code == 206:
        assert CONTENT[:10] in answer.content and CONTENT[100:110] in answer.content


def test_random_ranges(raw, uploaded):
    chance = random.Random(1)
    for _ in range(60):
        start = chance.randrange(len(CONTENT))
        end = min(len(CONTENT), start + int(2 ** chance.uniform(0, 22)))
        answer = resolve(raw, uploaded, "a.bin", headers={"range": f"bytes={start}-{end - 1}"})
        assert (answer.status_code, answer.content == CONTENT[start:end]) == (206, True), (start, end)


def test_conditions(raw, uploaded):
    tag = f'"{sha256(CONTENT)}"'
    assert resolve(raw, uploaded, "a.bin", headers={"if-none-match": tag}).status_code == 304
    assert resolve(raw, uploaded, "a.bin", headers={"range": "bytes=11000000-"}).status_code == 416
    same = resolve(raw, uploaded, "a.bin", headers={"range": "bytes=5-9", "if-range": tag})
    assert (same.status_code, same.content) == (206, CONTENT[5:10])
    other = resolve(raw, uploaded, "a.bin", headers={"range": "bytes=5-9", "if-range": '"other"'})
    assert (other.status_code, other.content == CONTENT) == (200, True)


def test_raw_is_the_pointer(raw, uploaded):
    assert raw.get(f"/{uploaded}/raw/main/a.bin").content == pointer(CONTENT)


def test_curl_resumes(hub, alice, uploaded, tmp_path):
    target = tmp_path / "part.bin"
    target.write_bytes(CONTENT[:4_000_000])
    command = ["curl", "--silent", "--show-error", "--fail", "--location", "--continue-at", "-"]
    command += ["--header", f"Authorization: Bearer {alice.token}", "--output", str(target)]
    subprocess.run([*command, f"{hub.url}/{uploaded}/resolve/main/a.bin"], check=True, timeout=60)
    assert file_sha256(target) == sha256(CONTENT)


def test_git_lfs_downloads(raw, uploaded):
    """It asks in a batch, and gets the whole content or a part of it from one address."""
    [entry] = raw.batch(uploaded, [(sha256(CONTENT), len(CONTENT))], operation="download").json()["objects"]
    action = entry["actions"]["download"]
    answer = Raw(raw, None).get(action["href"], headers=action.get("header", {}), allow_redirects=True)
    assert (answer.status_code, sha256(answer.content)) == (200, sha256(CONTENT))


def test_reader_that_leaves_early(hub, raw, uploaded):
    """Connections that close in the middle of an answer leave nothing behind that hinders the next."""
    for _ in range(20):
        answer = resolve(raw, uploaded, "a.bin", stream=True)
        next(answer.iter_content(1000))
        answer.close()
    assert sha256(resolve(raw, uploaded, "a.bin").content) == sha256(CONTENT)


def test_readers_at_once(hub, alice, uploaded):
    wrong = []

    def read():
        if sha256(resolve(Raw(hub, alice.token), uploaded, "a.bin").content) != sha256(CONTENT):
            wrong.append(1)

    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


# Uploaded as LFS, made a Xet file by the hub


UPLOADS = {
    "without Xet": ({"HF_HUB_DISABLE_XET": "1"}, "args[1]"),
    # With an open file in the commit, the client goes by LFS although it could do otherwise.
    "BytesIO": ({}, "io.BytesIO(open(args[1], 'rb').read())"),
}


SIZES = [("model", 1), ("model", 11_000_000), ("model", 20_000_000), ("dataset", 11_000_000), ("space", 11_000_000)]


@pytest.mark.parametrize(("kind", "size"), SIZES, indirect=["kind"])
@pytest.mark.parametrize("how", UPLOADS)
def test_lfs_upload_becomes_xet(machine, raw, repo, kind, tmp_path, how, size):
    """The file can be read at every moment, and its sha256 does not change."""
    options, source = UPLOADS[how]
    content = uuid.uuid4().bytes + random_bytes(size, seed=size) if size > 1 else b"x"
    (tmp_path / "up.bin").write_bytes(content)
    machine(**options).code(
        "import io\n"
        "from huggingface_hub import HfApi\n"
        f"HfApi().upload_file(path_or_fileobj={source}, path_in_repo='a.bin', repo_id=args[0], repo_type=args[2])",
        repo,
        tmp_path / "up.bin",
        kind,
    )

    def read():
        assert sha256(resolve(raw, repo, "a.bin", kind).content) == sha256(content)
        part = resolve(raw, repo, "a.bin", kind, headers={"range": "bytes=-10"})
        assert (part.status_code, part.content) == (206, content[-10:])
        entry = entry_of(raw, repo, "a.bin", kind)
        assert (entry["lfs"]["oid"], entry["size"]) == (sha256(content), len(content))

    read()
    name = wait_for_xet_hash(raw, repo, "a.bin", kind, watch=read)
    read()
    assert resolve(raw, repo, "a.bin", kind, method="HEAD").headers["x-xet-hash"] == name
    client = machine()
    assert file_sha256(client.download(repo, "a.bin", kind)) == sha256(content)
    assert client.spoke_xet()
    [entry] = raw.batch(repo, [(sha256(content), len(content))], kind=kind).json()["objects"]
    assert "actions" not in entry


def test_lfs_upload_of_a_known_file_stores_nothing_twice(hub, machine, raw, model, tmp_path):
    path = write(tmp_path / "up.bin", "random", 9_000_000, uuid.uuid4().int)
    machine().upload(model, path, "a.bin")
    before = xorb_bytes(hub)
    machine(HF_HUB_DISABLE_XET="1").upload(model, path, "b.bin")
    assert wait_for_xet_hash(raw, model, "b.bin")
    assert xorb_bytes(hub) == before


def test_conversion_finds_the_chunks_of_xet_uploads(hub, machine, raw, model, tmp_path):
    """Git users share chunks with everybody else."""
    path = write(tmp_path / "up.bin", "random", 9_000_000, uuid.uuid4().int)
    machine().upload(model, path, "a.bin")
    before = xorb_bytes(hub)
    changed = write_changed(tmp_path / "changed.bin", path, seed=1)
    machine(HF_HUB_DISABLE_XET="1").upload(model, changed, "b.bin")
    wait_for_xet_hash(raw, model, "b.bin")
    assert xorb_bytes(hub) - before < 9_000_000 // 10
    assert file_sha256(machine().download(model, "b.bin")) == file_sha256(changed)


# The hub's side of it


def test_repo_tells_that_it_has_xet(raw, repo, kind):
    assert raw.get(f"/api/{kind}s/{repo}?expand[]=xetEnabled").json()["xetEnabled"] is True
    assert raw.get(f"/api/{kind}s/{repo}/revision/main?expand=xetEnabled").json()["xetEnabled"] is True


def test_batch_chooses_by_what_the_client_offers(hub, raw, repo, kind):
    """`xet` wins where it is offered; its actions carry what the token route answers."""
    objects = [("ab" * 32, 100), ("cd" * 32, 20_000_000)]
    answer = raw.batch(repo, objects, kind=kind, transfers=["basic", "multipart", "xet"]).json()
    assert answer["transfer"] == "xet"
    for entry in answer["objects"]:
        action = entry["actions"]["upload"]
        assert action["href"].startswith(f"{hub.url}/api/{kind}s/{repo}/xet-write-token/")
        assert raw.get(action["href"]).json()["casUrl"] == action["header"]["X-Xet-Cas-Url"]
        assert action["header"]["X-Xet-Access-Token"] and int(action["header"]["X-Xet-Token-Expiration"])
        assert action["header"]["X-Xet-Session-Id"]
    for offered in (["basic"], ["basic", "multipart"], None):
        more = {} if offered is None else {"transfers": offered}
        answer = raw.batch(repo, objects[:1], kind=kind, **more).json()
        assert answer.get("transfer", "basic") in ("basic", "multipart")
        assert "/xet-write-token/" not in answer["objects"][0]["actions"]["upload"]["href"]


def test_duplicate_into_another_repo(hub, raw, machine, api, uploaded, alice, bob, stranger):
    """Server-side copy: no byte moves, and only who may read the source may have it copied."""
    target = f"{alice.name}/copy-{uuid.uuid4().hex[:8]}"
    api.create_repo(target, repo_type="dataset")
    name = entry_of(raw, uploaded, "a.bin")["xetHash"]
    body = {
        "target": {"type": "dataset", "name": target},
        "files": [{"xetHash": name, "sha256": sha256(CONTENT), "filename": "b.bin"}],
    }
    before = xorb_bytes(hub)
    answer = raw.post(f"/api/models/{uploaded}/lfs-files/duplicate", json=body)
    assert (answer.status_code, answer.json()["failed"]) == (200, [])
    commit = [raw.header("Copy"), raw.large_file("b.bin", sha256(CONTENT), len(CONTENT))]
    raw.commit(target, commit, kind="dataset").raise_for_status()
    assert file_sha256(machine().download(target, "b.bin", "dataset")) == sha256(CONTENT)
    assert xorb_bytes(hub) == before
    # A private source, and a target of somebody else's.
    api.update_repo_settings(uploaded, private=True)
    theirs = f"{bob.name}/copy-{uuid.uuid4().hex[:8]}"
    stranger.create_repo(theirs)
    other = Raw(hub, bob.token)
    body["target"] = {"type": "model", "name": theirs}
    assert other.post(f"/api/models/{uploaded}/lfs-files/duplicate", json=body).status_code in (401, 403, 404)
    assert raw.post(f"/api/models/{uploaded}/lfs-files/duplicate", json=body).status_code in (403, 404)
    commit = [raw.header("Take"), raw.large_file("b.bin", sha256(CONTENT), len(CONTENT))]
    assert 400 <= other.commit(theirs, commit).status_code < 500
    assert not Cas(other, theirs, "read").has_file(name)


def test_lists_of_large_files(raw, uploaded):
    [entry] = raw.get(f"/api/models/{uploaded}/lfs-files").json()
    assert (entry["oid"], entry["size"]) == (sha256(CONTENT), len(CONTENT))
    [listed] = [each for each in raw.get(f"/api/models/{uploaded}/tree/main").json() if each["path"] == "a.bin"]
    assert (listed["lfs"]["oid"], listed["xetHash"]) == (sha256(CONTENT), entry_of(raw, uploaded, "a.bin")["xetHash"])
