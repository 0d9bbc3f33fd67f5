"""One cache for the Python client and ours: each reads what the other downloaded, and both at once fetch it once."""

import pathlib
import time

import pytest

from support.content import random_bytes
from support.raw import Raw
from support.reading import *  # noqa: F403
from support.reading import FILES, fill, on_one_database
from support.relay import Relay
from support.roost import HF, ROOST
from support.xet_client import wait_for_xet_hash

pytestmark = on_one_database

SNAPSHOT = "print(json.dumps(snapshot_download(args[0], repo_type=args[1])))"


# Both ways of fetching large files, and all kinds of repos.
WAYS = [("model", {}), ("model", {"HF_HUB_DISABLE_XET": "1"}), ("dataset", {}), ("space", {"HF_HUB_DISABLE_XET": "1"})]


@pytest.fixture(scope="module")
def repos(hub, api, alice):
    """A repo of each kind with FILES, the large one stored by Xet."""
    made = {kind: fill(api, f"{alice.name}/sharing-{kind}", kind) for kind in ("model", "dataset", "space")}
    for kind, name in made.items():
        wait_for_xet_hash(Raw(hub, alice.token), name, "weights.bin", kind)
    return made


@pytest.mark.parametrize("kind, storage", WAYS)
def test_python_reads_ours(machine, repos, kind, storage):
    name = repos[kind]
    with Relay(machine().environment["HF_ENDPOINT"]) as relay:
        roost = machine("shared", url=relay.url, **storage)
        folder = roost.out("download", name, "--type", kind).strip()
        relay.forget()
        assert roost.python(SNAPSHOT, name, kind) == folder
        assert relay.files("GET") == [] and relay.files("HEAD") == []
        offline = roost.with_(HF_HUB_OFFLINE="1")
        relay.forget()
        assert offline.python(SNAPSHOT, name, kind) == folder
        assert relay.asked == []
    for path, content in FILES.items():
        assert (pathlib.Path(folder) / path).read_bytes() == content
    roost = machine("shared", **storage)
    assert f"{kind}/{name}" in roost.hf("cache", "ls", "-q").stdout
    roost.hf("cache", "verify", name, "--type", kind, "--fail-on-missing-files", "--fail-on-extra-files")


@pytest.mark.parametrize("kind, storage", WAYS)
def test_we_read_pythons(machine, repos, kind, storage):
    name = repos[kind]
    with Relay(machine().environment["HF_ENDPOINT"]) as relay:
        roost = machine("shared", url=relay.url, **storage)
        folder = roost.python(SNAPSHOT, name, kind)
        relay.forget()
        answer = roost.json("download", name, "--type", kind)
        assert answer["path"] == folder and {file["source"] for file in answer["files"]} == {"cache"}
        assert relay.files("GET") == [] and relay.files("HEAD") == []
        relay.forget()
        assert roost.with_(HF_HUB_OFFLINE="1").out("download", name, "--type", kind).strip() == folder
        assert relay.asked == []
    roost = machine("shared", **storage)
    assert roost.lines("cache", "ls", "-q") == [f"{kind}/{name}"]
    assert roost.json("cache", "verify", name, "--type", kind, "--fail-on-missing-files")["checked"] == 7
    roost.run("cache", "rm", f"{kind}/{name}", "--yes")
    assert roost.hf("cache", "ls", "-q").stdout == ""


def test_one_file_each_way(roost, filled):
    """Also what is not in the repo is known to both."""
    ours = roost.out("download", filled, "config.json").strip()
    assert roost.python("print(json.dumps(try_to_load_from_cache(args[0], 'config.json')))", filled) == ours
    roost.error(3, "download", filled, "nothing.txt")
    code = "print(json.dumps(try_to_load_from_cache(args[0], 'nothing.txt') is file_download._CACHED_NO_EXIST))"
    assert roost.python("from huggingface_hub import file_download\n" + code, filled) is True
    roost.hf("download", filled, "empty.txt")
    assert roost.json("download", filled, "empty.txt")["files"][0]["source"] == "cache"


@pytest.mark.parametrize("rounds", range(3))
def test_both_at_once_fetch_it_once(machine, api, name, rounds):
    """Python's client locks the blob while it fetches it, and so do we: who comes second waits and finds it there."""
    content = random_bytes(6_000_000, seed=76 + rounds)
    fill(api, name, files={"big.bin": content})
    with Relay(machine().environment["HF_ENDPOINT"]) as relay:
        # Without Xet, where bytes can be counted per file.
        # Nobody gives up while the relay holds the answer.
        roost = machine("shared", url=relay.url, HF_HUB_DISABLE_XET="1", HF_HUB_DOWNLOAD_TIMEOUT="100")
        relay.pause_after = 1_000_000
        relay.go_on.clear()
        first, second = (HF, ROOST) if rounds % 2 else (ROOST, HF)
        one = roost.start("download", name, "big.bin", "-q", program=first)
        wait_until(lambda: relay.bytes_of_files >= 1_000_000)
        other = roost.start("download", name, "big.bin", "-q", program=second)
        # The second has asked about the file, and waits for the first one's lock now.
        wait_until(lambda: len(relay.files("HEAD")) + len(relay.files("GET")) >= 3 or other.poll() is not None)
        relay.go_on.set()
        paths = [process.communicate(timeout=60)[0].strip() for process in (one, other)]
        assert (one.returncode, other.returncode) == (0, 0)
        assert paths[0] == paths[1] and pathlib.Path(paths[0]).read_bytes() == content
        assert len(relay.files("GET")) == 1 and relay.bytes_of_files == len(content)


def wait_until(holds, seconds: float = 50) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_many_of_both_at_once(machine, filled):
    """Four of each on an empty cache, by Xet and otherwise: all end well, and what they leave is whole."""
    roost = machine("shared")
    processes = [
        roost.with_(**options).start("download", filled, "-q", program=program)
        for options in ({}, {"HF_HUB_DISABLE_XET": "1"})
        for program in (ROOST, HF)
        for _ in range(2)
    ]
    ended = [process.communicate(timeout=100) for process in processes]
    assert [process.returncode for process in processes] == [0] * 8, ended
    assert len({printed for printed, _ in ended}) == 1
    roost.run("cache", "verify", filled, "--fail-on-missing-files", "--fail-on-extra-files")
    roost.hf("cache", "verify", filled, "--fail-on-missing-files", "--fail-on-extra-files")
    assert not list(roost.cache.rglob("*.incomplete"))


def test_branch_that_moved(roost, api, name):
    """Whoever downloads next moves the ref for both."""
    fill(api, name, files={"a.txt": b"1"})
    roost.run("download", name)
    api.upload_file(path_or_fileobj=b"2", path_in_repo="a.txt", repo_id=name)
    folder = roost.python(SNAPSHOT, name, "model")
    offline = roost.with_(HF_HUB_OFFLINE="1")
    assert offline.out("download", name).strip() == folder
    api.upload_file(path_or_fileobj=b"3", path_in_repo="a.txt", repo_id=name)
    folder = roost.out("download", name).strip()
    assert offline.python(SNAPSHOT, name, "model") == folder
    assert (pathlib.Path(folder) / "a.txt").read_bytes() == b"3"


def test_local_folder_both_ways(roost, filled, tmp_path):
    for first, second in ((roost.run, roost.hf), (roost.hf, roost.run)):
        folder = tmp_path / first.__name__
        with Relay(roost.environment["HF_ENDPOINT"]) as relay:
            mine = roost.with_(HF_ENDPOINT=relay.url)
            getattr(mine, first.__name__)("download", filled, "--local-dir", str(folder))
            relay.forget()
            getattr(mine, second.__name__)("download", filled, "--local-dir", str(folder))
            assert relay.files("GET") == []
        for path, content in FILES.items():
            assert (folder / path).read_bytes() == content


def test_same_local_folder(machine, filled, tmp_path):
    ours, theirs = machine("ours"), machine("theirs")
    ours.run("download", filled, "--local-dir", str(tmp_path / "a"))
    theirs.hf("download", filled, "--local-dir", str(tmp_path / "b"))

    def known(folder):
        """The names, and the commit and ETag of each; the time differs."""
        found = {}
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                content = path.read_bytes()
                if path.suffix == ".metadata":
                    content = content.splitlines()[:2]
                found[str(path.relative_to(folder))] = None if path.suffix in (".lock", ".TAG") else content
        return found

    assert known(tmp_path / "a") == known(tmp_path / "b")


def test_older_partial_of_python(roost, api, name):
    """A file that an older Python client left half done doesn't harm."""
    content = random_bytes(500_000, seed=80)
    fill(api, name, files={"big.bin": content})
    entry = api.get_paths_info(name, ["big.bin"])[0]
    blobs = roost.cache / f"models--{name.replace('/', '--')}/blobs"
    blobs.mkdir(parents=True)
    for wrong in (content[:100_000], b"x" * 100_000):
        (blobs / f"{entry.lfs.sha256}.incomplete").write_bytes(wrong)
        path = roost.out("download", name, "big.bin", "--force-download").strip()
        assert pathlib.Path(path).read_bytes() == content
