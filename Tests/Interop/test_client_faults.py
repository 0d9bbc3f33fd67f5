"""`roost download` when it is killed, cut off or lied to: nothing wrong is kept, and nothing is sent twice."""

import io
import os
import pathlib
import random
import re
import stat
import subprocess
import time
import uuid

import pytest
from huggingface_hub import CommitOperationAdd

from support.content import blob_id, random_bytes, sha256
from support.fault_proxy import FaultProxy
from support.raw import Raw
from support.reading import *  # noqa: F403
from support.reading import on_one_database
from support.roost import ROOST, Roost
from support.xet_client import wait_for_xet_hash

pytestmark = on_one_database

# Each has its own way: git's objects, LFS over HTTP, and Xet.
STORAGES = {"plain": {}, "lfs": {"HF_HUB_DISABLE_XET": "1"}, "xet": {}}
SIZE = 6_000_000
CONTENT = {
    "plain": random_bytes(SIZE // 2, seed=81).hex().encode(),
    "lfs": random_bytes(SIZE, seed=82),
    "xet": random_bytes(SIZE, seed=83),
}
FILE = {"plain": "text.txt", "lfs": "lfs.bin", "xet": "xet.bin"}
# What a client may hold in memory when it dies, and what Xet fetches at once.
BUFFER = {"plain": 1 << 20, "lfs": 1 << 20, "xet": 1 << 20}

every_storage = pytest.mark.parametrize("storage", list(STORAGES))


@pytest.fixture(scope="module")
def repo(hub, api, alice):
    name = f"{alice.name}/faults-{uuid.uuid4().hex[:8]}"
    api.create_repo(name)
    operations = [CommitOperationAdd(FILE[each], io.BytesIO(CONTENT[each])) for each in STORAGES]
    api.create_commit(name, operations, commit_message="fill")
    wait_for_xet_hash(Raw(hub, alice.token), name, FILE["xet"])
    return name


@pytest.fixture
def proxy(hub):
    with FaultProxy(hub.url) as proxy:
        yield proxy
        proxy.release()


@pytest.fixture
def client(proxy, alice, tmp_path):
    """Makes machines with an empty home each."""

    def make(storage: str, **options: str) -> Roost:
        home = tmp_path / uuid.uuid4().hex[:8]
        return Roost(proxy.url, alice.token, home, TMPDIR=str(tmp_path), **STORAGES[storage], **options)

    return make


def files_below(folder: pathlib.Path) -> list[pathlib.Path]:
    return [path for path in folder.rglob("*") if not path.is_dir()] if folder.exists() else []


def partial_files(roost: Roost) -> list[pathlib.Path]:
    return [path for path in files_below(roost.home) if "incomplete" in path.name]


def assert_clean(roost: Roost, repo: str, storage: str, is_there: bool = True, was_killed: bool = False) -> None:
    """The cache holds the file, or not, and nothing that a download leaves on its way.

    Whoever is killed before a small file gets its name leaves it under another one, which nobody takes for it.
    """
    folder = roost.cache / f"models--{repo.replace('/', '--')}"
    found = {path.relative_to(folder).parts[0] for path in files_below(folder)}
    assert found <= {"blobs", "refs", "snapshots", "trees"}, found
    assert [path.name for path in files_below(folder / "blobs")] == [sha_or_id(storage)] * is_there
    for path in files_below(roost.cache):
        known = path.suffix in (".lock", ".json", ".refs") or path.name in ("CACHEDIR.TAG", "main", FILE[storage])
        blob = path.parent.name == "blobs" or path.parent.parent.name == "blobs"
        unnamed = was_killed and re.search(r"\.[0-9a-f]{8}\.tmp$", path.name)
        assert known or blob or unnamed, f"{path} is left over"
    assert not partial_files(roost)
    for path in files_below(folder / "snapshots") + files_below(folder / "blobs"):
        assert path.read_bytes() == CONTENT[storage], path


def sha_or_id(storage: str) -> str:
    """What the file is stored under."""
    return blob_id(CONTENT[storage]) if storage == "plain" else sha256(CONTENT[storage])


def download(roost: Roost, repo: str, storage: str, code: int = 0) -> subprocess.CompletedProcess:
    return roost.run("download", repo, FILE[storage], "-q", code=code)


def kept(roost: Roost) -> int:
    """Bytes of files that lie there and are not whole yet."""
    partial = [path for path in partial_files(roost) if not path.name.endswith(".resume.incomplete")]
    return sum(path.stat().st_size for path in partial)


def kill_at(point: int, proxy: FaultProxy, roost: Roost, repo: str, storage: str) -> None:
    """Lets so many bytes through, waits until they are written down but for what a buffer holds, and kills."""
    earlier = proxy.sent - kept(roost)
    proxy.hold(earlier + point)
    process = roost.start("download", repo, FILE[storage], "-q")
    assert proxy.held.wait(60), process.communicate()
    wait_until(lambda: kept(roost) >= point - BUFFER[storage], f"{kept(roost)} of {point} bytes are written")
    process.kill()
    process.communicate()
    proxy.release()


def wait_until(done, what: str, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline, what
        time.sleep(0.005)


@every_storage
def test_killed_in_the_middle(proxy, client, repo, storage):
    """R13: what the first process has brought in crosses once."""
    chance = random.Random(storage)
    for _ in range(5):
        roost = client(storage)
        point = chance.randrange(BUFFER[storage] + 1, SIZE - 1)
        proxy.forget()
        kill_at(point, proxy, roost, repo, storage)
        before = kept(roost)
        proxy.forget()
        download(roost, repo, storage)
        assert proxy.sent <= SIZE - before + BUFFER[storage]
        assert proxy.sent < SIZE
        assert_clean(roost, repo, storage)


@every_storage
def test_killed_at_any_moment(proxy, client, repo, storage):
    """R21, R26: before, while and after the file gets its name; no lock keeps the next one waiting."""
    chance = random.Random(storage)
    start = time.monotonic()
    download(client(storage), repo, storage)
    longest = time.monotonic() - start
    for _ in range(12):
        roost = client(storage)
        process = roost.start("download", repo, FILE[storage], "-q")
        time.sleep(chance.uniform(0, longest))
        process.kill()
        process.communicate()
        for path in files_below(roost.cache):
            # Whatever has its name is whole.
            if path.parent.name == "blobs" and "incomplete" not in path.name and "." not in path.name:
                assert path.read_bytes() == CONTENT[storage]
        download(roost, repo, storage)
        assert_clean(roost, repo, storage, was_killed=True)


@every_storage
def test_killed_again_and_again(proxy, client, repo, storage):
    """Every run adds its part, until the file is whole."""
    roost = client(storage)
    for part in range(1, 4):
        kill_at(part * SIZE // 4, proxy, roost, repo, storage)
    download(roost, repo, storage)
    assert_clean(roost, repo, storage)
    assert proxy.sent <= SIZE + 3 * BUFFER[storage]


@every_storage
def test_killed_into_a_folder(proxy, client, repo, storage):
    """R22: the file is not there before it is whole."""
    roost = client(storage)
    target = roost.home / "target"
    arguments = ("download", repo, FILE[storage], "--local-dir", str(target), "-q")
    proxy.hold(SIZE // 2)
    process = roost.start(*arguments)
    assert proxy.held.wait(60), process.communicate()
    assert not (target / FILE[storage]).exists()
    process.kill()
    process.communicate()
    proxy.release()
    roost.run(*arguments)
    assert (target / FILE[storage]).read_bytes() == CONTENT[storage]
    assert not partial_files(roost)


@every_storage
def test_flipped_bit(proxy, client, repo, storage):
    """R14: wherever it is, nobody gets to see the file."""
    chance = random.Random(storage)
    roost = client(storage)
    proxy.flip_in = "/data/" if storage == "xet" else "/resolve/"
    for place in [0, SIZE - 1, *(chance.randrange(SIZE) for _ in range(4))]:
        proxy.flip_at = place
        result = download(roost, repo, storage, code=6)
        assert result.stdout == ""
        assert_clean(roost, repo, storage, is_there=False)
    proxy.flip_at = None
    download(roost, repo, storage)
    assert_clean(roost, repo, storage)


@every_storage
def test_flipped_bit_in_a_folder(proxy, client, repo, storage):
    roost = client(storage)
    target = roost.home / "target"
    proxy.flip_in = "/data/" if storage == "xet" else "/resolve/"
    proxy.flip_at = SIZE // 3
    roost.run("download", repo, FILE[storage], "--local-dir", str(target), "-q", code=6)
    assert not (target / FILE[storage]).exists()
    assert not partial_files(roost)


@every_storage
def test_cut_connections(proxy, client, repo, storage):
    """R2: whatever a broken connection has brought is kept within the run, too."""
    roost = client(storage)
    proxy.cut_after = SIZE // 3
    # Parts of xorbs are always asked for as a whole: addresses may be good for them alone.
    proxy.cuts = 1 if storage == "xet" else None
    download(roost, repo, storage)
    assert_clean(roost, repo, storage)
    assert len(proxy.contents()) > 1
    # No connection brought the whole file. What the system had not handed over yet is lost with each of them, and on a
    # busy machine that is much of it.
    assert proxy.sent <= 3 * SIZE


@every_storage
def test_nothing_is_left_elsewhere(proxy, client, repo, storage, tmp_path):
    """R20: nor in the folder for temporary files."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    roost = client(storage).with_(TMPDIR=str(temporary))
    proxy.cut_after = SIZE // 2
    for _ in range(3):
        proxy.cuts = 1
        roost.run("download", repo, FILE[storage], "--force-download", "-q")
        assert_clean(roost, repo, storage)
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize(("umask", "mode"), [(0o077, 0o600), (0o022, 0o644), (0o002, 0o664)])
@pytest.mark.parametrize("storage", ["plain", "lfs"])
def test_permissions_follow_the_umask(client, repo, storage, umask, mode):
    """R32: and whoever shares the cache may lock."""
    roost = client(storage)
    process = roost.start("download", repo, FILE[storage], "-q", umask=umask)
    output, errors = process.communicate(timeout=100)
    assert process.returncode == 0, errors
    assert stat.S_IMODE(os.stat(output.strip()).st_mode) == mode
    [lock] = [path for path in files_below(roost.cache / ".locks") if path.suffix == ".lock"]
    assert stat.S_IMODE(lock.stat().st_mode) == 0o664


def readable_home() -> pathlib.Path:
    """A folder that every user of this machine may enter."""
    home = pathlib.Path(os.path.realpath(os.environ["HOME"])) / uuid.uuid4().hex
    home.mkdir()
    home.parent.chmod(0o755)
    return home


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can run the command as somebody else")
def test_a_cache_of_somebody_else(proxy, alice, repo):
    """R30: what is there is served, though nothing can be written."""
    nobody = 65_534
    check = subprocess.run([ROOST, "version"], user=nobody, group=nobody, capture_output=True)
    if check.returncode != 0:
        pytest.skip("other users can't run the command where it lies")
    home = readable_home()
    owner = Roost(proxy.url, alice.token, home / "owner", HF_HUB_CACHE=str(home / "cache"), HF_HUB_DISABLE_XET="1")
    path = download(owner, repo, "lfs").stdout.strip()
    for folder in [home, *home.rglob("*")]:
        if folder.is_dir():
            folder.chmod(0o755)
    for offline in ({}, {"HF_HUB_OFFLINE": "1"}):
        guest = owner.with_(HOME=str(home / "nowhere"), **offline)
        process = guest.start("download", repo, FILE["lfs"], "-q", user=nobody, group=nobody)
        output, errors = process.communicate(timeout=100)
        assert (process.returncode, output.strip()) == (0, path), errors
    assert sha256(pathlib.Path(path).read_bytes()) == sha256(CONTENT["lfs"])
