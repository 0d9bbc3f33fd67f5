"""Older releases of hf_xet with the client of their time, against the current one: lane `xet-old`.

The tests run in the current client's environment; ROOST_XET_CLIENTS is the folder of the older ones'.
"""

import itertools
import os
import pathlib
import uuid

import pytest

from support.raw import Raw
from support.xet_client import Client, entry_of, resolve, wait_for_xet_hash, xorb_bytes
from support.xet_content import PIECES, file_sha256, write, write_changed

CLIENTS = pathlib.Path(os.environ.get("ROOST_XET_CLIENTS", "."))
# hf_xet, and the huggingface_hub that it is installed with.
RELEASES = {"1.1.7": "0.34.4", "1.2.0": "1.0.1", "1.4.3": "1.9.2"}

pytestmark = pytest.mark.skipif("ROOST_XET_CLIENTS" not in os.environ, reason="run by scripts/interop xet-old")


@pytest.fixture(params=RELEASES)
def release(request):
    return request.param


@pytest.fixture
def machine(hub, alice, tmp_path):
    """Makes clients of a release, or current ones, each with empty caches."""
    numbers = itertools.count()

    def make(release: str | None = None, token: str | None = alice.token, **options: str) -> Client:
        home = tmp_path / f"machine-{next(numbers)}"
        if release is None:
            return Client(hub, token, home, **options)
        python = str(CLIENTS / f".venv-xet-{release}/bin/python")
        return Client(hub, token, home, python, **options)

    return make


@pytest.fixture
def raw(hub, alice):
    return Raw(hub, alice.token)


def test_releases(machine, release):
    """What the lane installed is what these tests are about."""
    code = "import importlib.metadata as each\nprint(each.version('hf_xet'), each.version('huggingface_hub'))"
    assert machine(release).code(code).stdout.split() == [release, RELEASES[release]]


CONTENTS = [*(("model", content) for content in PIECES), ("dataset", "random"), ("space", "random")]


@pytest.mark.parametrize(("kind", "content"), CONTENTS, indirect=["kind"])
def test_there_and_back(machine, raw, repo, kind, release, content, tmp_path):
    """Old to old, old to current, current to old, with empty caches; and by clients without Xet."""
    path = write(tmp_path / "a.bin", content, 11_000_000, uuid.uuid4().int)
    old = machine(release)
    old.upload(repo, path, "old.bin", kind)
    assert old.spoke_xet()
    entry = entry_of(raw, repo, "old.bin", kind)
    assert (entry["lfs"]["oid"], len(entry["xetHash"])) == (file_sha256(path), 64)
    changed = write_changed(tmp_path / "b.bin", path, seed=1)
    machine().upload(repo, changed, "current.bin", kind)
    for client in (machine(release), machine(), machine(HF_HUB_DISABLE_XET="1")):
        assert file_sha256(client.download(repo, "old.bin", kind)) == file_sha256(path)
        assert file_sha256(client.download(repo, "current.bin", kind)) == file_sha256(changed)


def test_folder(machine, raw, model, release, tmp_path):
    folder = tmp_path / "in"
    for name, size in {"0.bin": 0, "1.bin": 1, "8k.bin": 8192, "a.txt": 100, "deep/11m.bin": 11_000_000}.items():
        write(folder / name, "random", size, size)
    machine(release).code(
        "from huggingface_hub import HfApi\nHfApi().upload_folder(repo_id=args[0], folder_path=args[1])", model, folder
    )
    for client in (machine(release), machine()):
        snapshot = client.snapshot(model)
        for path in folder.rglob("*.*"):
            assert file_sha256(snapshot / path.relative_to(folder)) == file_sha256(path)


def test_chunks_are_shared_with_the_current_client(hub, machine, model, release, tmp_path):
    """Release 1.1.7 cuts some chunks elsewhere, so more than the changed 1 % may be new: how much depends on the bytes."""
    path = write(tmp_path / "a.bin", "random", 20_000_000, uuid.uuid4().int)
    machine(release).upload(model, path, "a.bin")
    before = xorb_bytes(hub)
    changed = write_changed(tmp_path / "b.bin", path, seed=2)
    machine().upload(model, changed, "b.bin")
    assert xorb_bytes(hub) - before < 20_000_000 * (0.3 if release == "1.1.7" else 0.05)
    before = xorb_bytes(hub)
    machine(release).upload(model, changed, "c.bin")
    assert xorb_bytes(hub) - before < 20_000_000 * (0.3 if release == "1.1.7" else 0.001)
    for name, content in {"a.bin": path, "b.bin": changed, "c.bin": changed}.items():
        assert file_sha256(machine().download(model, name)) == file_sha256(content)


def test_equal_content_with_another_xet_hash(machine, raw, model, tmp_path):
    """Release 1.1.7 makes another file hash of these bytes: both are right, and both stay readable."""
    path = tmp_path / "a.bin"
    path.write_bytes(splitmix64(5_000_000))
    machine("1.1.7").upload(model, path, "old.bin")
    assert entry_of(raw, model, "old.bin")["xetHash"].startswith("04a75615")
    machine().upload(model, path, "new.bin")
    for name in ("old.bin", "new.bin"):
        assert entry_of(raw, model, name)["lfs"]["oid"] == file_sha256(path)
        assert file_sha256(machine().download(model, name)) == file_sha256(path)
        assert file_sha256(machine("1.1.7").download(model, name)) == file_sha256(path)


def splitmix64(size: int) -> bytes:
    data, state, mask = bytearray(), 0, (1 << 64) - 1
    while len(data) < size:
        state = (state + 0x9E3779B97F4A7C15) & mask
        value = ((state ^ state >> 30) * 0xBF58476D1CE4E5B9) & mask
        value = ((value ^ value >> 27) * 0x94D049BB133111EB) & mask
        data += (value ^ value >> 31).to_bytes(8, "little")
    return bytes(data[:size])


def test_lfs_of_an_old_client_becomes_xet(machine, raw, model, release, tmp_path):
    """Without Xet, and with a file object: both go by LFS."""
    path = write(tmp_path / "a.bin", "weights", 6_000_000, uuid.uuid4().int)
    machine(release, HF_HUB_DISABLE_XET="1").upload(model, path, "plain.bin")
    other = write(tmp_path / "b.bin", "weights", 6_000_000, uuid.uuid4().int)
    machine(release).code(
        "import io\nfrom huggingface_hub import HfApi\n"
        "content = io.BytesIO(open(args[1], 'rb').read())\n"
        "HfApi().upload_file(path_or_fileobj=content, path_in_repo='stream.bin', repo_id=args[0])",
        model,
        other,
    )
    for name, content in {"plain.bin": path, "stream.bin": other}.items():
        wait_for_xet_hash(raw, model, name)
        assert file_sha256(machine(release).download(model, name)) == file_sha256(content)
        assert file_sha256(machine().download(model, name)) == file_sha256(content)


def test_private_repo_stays_hidden(machine, api, bob, model, release, tmp_path):
    path = write(tmp_path / "a.bin", "random", 100_000, uuid.uuid4().int)
    api.update_repo_settings(model, private=True)
    machine(release).upload(model, path, "a.bin")
    assert file_sha256(machine(release).download(model, "a.bin")) == file_sha256(path)
    code = "from huggingface_hub import hf_hub_download\nhf_hub_download(args[0], 'a.bin')"
    for token in (bob.token, None):
        result = machine(release, token=token).code(code, model, check=False)
        assert result.returncode != 0 and "RepositoryNotFoundError" in result.stderr
    result = machine(release, token=bob.token).upload(model, path, "b.bin", check=False)
    assert result.returncode != 0


def test_resolve_after_an_old_upload(raw, machine, model, release, tmp_path):
    path = write(tmp_path / "a.bin", "text", 3_000_000, uuid.uuid4().int)
    machine(release).upload(model, path, "a.bin")
    answer = resolve(raw, model, "a.bin", headers={"range": "bytes=1000000-1999999"})
    assert (answer.status_code, answer.content) == (206, path.read_bytes()[1_000_000:2_000_000])
