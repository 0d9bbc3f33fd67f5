"""The cache on disk, entry by entry: what `roost` leaves is what the Python client leaves, whatever the umask, with and
without links, and with files that repos share; and the Python client goes on with it."""

import os
import pathlib
import stat
import uuid

import pytest

from support.content import random_bytes
from support.raw import Raw
from support.reading import *  # noqa: F403
from support.reading import fill, on_one_database
from support.roost import HF, ROOST
from support.xet_client import wait_for_xet_hash

pytestmark = on_one_database

LARGE = random_bytes(300_000, seed=90)
ODD_FILES = {
    "config.json": b"{}",
    "empty": b"",
    "a/b/c.json": b"{}",
    "sub/deep er/\u00fc [1].txt": b"deep",
    "\U0001f600.md": b"one after the basic plane",
    "\uff5e": b"one before it",
    "weights.bin": LARGE,
    "again.bin": LARGE,
}


@pytest.fixture(scope="module")
def two(hub, api, alice):
    """Two models with the same files, which Xet stores once; the first has a tag and a branch beside main."""
    once = {path: content for path, content in ODD_FILES.items() if path != "again.bin"}
    names = [fill(api, f"{alice.name}/{uuid.uuid4().hex[:8]}", files=once) for _ in range(2)]
    for name in names:
        # The client can't send the same bytes twice in one commit.
        api.upload_file(path_or_fileobj=LARGE, path_in_repo="again.bin", repo_id=name)
        wait_for_xet_hash(Raw(hub, alice.token), name, "weights.bin")
    api.create_tag(names[0], tag="v1")
    api.create_branch(names[0], branch="team/next")
    return names


def entries(folder: pathlib.Path) -> dict[str, tuple]:
    """Everything below a folder: folders and files with their permissions, links with what they point to, and the
    content of files as far as it doesn't tell the time or who wrote it."""
    found = {}
    for path in sorted(folder.rglob("*")):
        status = path.lstat()
        name = str(path.relative_to(folder))
        mode = f"{stat.S_IMODE(status.st_mode):o}"
        if stat.S_ISLNK(status.st_mode):
            found[name] = ("link", os.readlink(path))
        elif stat.S_ISDIR(status.st_mode):
            found[name] = ("folder", mode)
        else:
            content = path.read_bytes()
            if path.name.endswith(".metadata"):
                content = b"\n".join(content.splitlines()[:2])
            if path.name == "CACHEDIR.TAG":
                content = content.splitlines()[0]
            found[name] = ("file", mode, content)
    return found


def under(umask: str, machine, program: str, *arguments: str, code: int = 0):
    return machine.run("-c", f'umask {umask}; exec "$0" "$@"', program, *arguments, program="sh", code=code)


def differences(ours: pathlib.Path, theirs: pathlib.Path) -> dict:
    mine, their = entries(ours), entries(theirs)
    assert mine != {}
    return {name: (mine.get(name), their.get(name)) for name in {*mine, *their} if mine.get(name) != their.get(name)}


@pytest.mark.parametrize(
    ("umask", "options"),
    [("022", {}), ("077", {}), ("002", {}), ("022", {"HF_HUB_DISABLE_SYMLINKS": "1"}), ("022", {"HF_HUB_DISABLE_XET": "1"})],
    ids=["022", "077", "002", "no links", "no xet"],
)
def test_cache(machine, two, umask, options):
    first, second = two
    places = {}
    for program, missing in ((ROOST, 3), (HF, 1)):
        home = machine(pathlib.Path(program).name, **options)
        under(umask, home, program, "download", first)
        under(umask, home, program, "download", first, "--revision", "v1")
        under(umask, home, program, "download", first, "config.json", "--revision", "team/next")
        under(umask, home, program, "download", second)
        for file in ("nothing.json", "sub/nothing.json"):
            under(umask, home, program, "download", first, file, code=missing)
        places[program] = home
    assert differences(places[ROOST].cache, places[HF].cache) == {}
    home = places[ROOST]
    shown = home.hf("cache", "ls", "--show-warnings", "-q")
    assert sorted(shown.stdout.split()) == sorted(f"model/{name}" for name in two)
    assert "inconsistenc" not in shown.stderr and "ignored" not in shown.stderr
    for name in two:
        home.hf("cache", "verify", name, "--fail-on-missing-files", "--fail-on-extra-files")
    offline = home.with_(HF_HUB_OFFLINE="1")
    for name in two:
        folder = pathlib.Path(offline.hf("download", name, "-q").stdout.strip())
        for path, content in ODD_FILES.items():
            assert (folder / path).read_bytes() == content


@pytest.mark.parametrize("umask", ["022", "077"])
def test_folder(machine, two, umask, tmp_path):
    home = machine()
    for program, place in ((ROOST, "ours"), (HF, "theirs")):
        under(umask, home, program, "download", two[0], "--local-dir", str(tmp_path / place))
    assert differences(tmp_path / "ours", tmp_path / "theirs") == {}
    home.hf(
        "cache", "verify", two[0], "--local-dir", str(tmp_path / "ours"), "--fail-on-missing-files", "--fail-on-extra-files"
    )


def test_shared_files_are_counted_and_freed_by_both(machine, two):
    """The last repo that has a file takes it along, whichever client fetched it and whichever removes it."""
    home = machine()
    first, second = two
    home.run("download", first)
    home.hf("download", second)
    payloads = [path for path in (home.cache / "blobs").rglob("*") if path.is_file() and len(path.name) == 64]
    assert [path.read_bytes() for path in payloads] == [LARGE]
    references = payloads[0].with_name(payloads[0].name + ".refs").read_text().splitlines()
    assert [line.split("/")[0] for line in references] == [f"models--{name.replace('/', '--')}" for name in two]
    home.hf("cache", "rm", f"model/{first}", "--yes")
    assert payloads[0].exists()
    home.run("cache", "verify", second, "--fail-on-missing-files")
    home.run("cache", "rm", f"model/{second}", "--yes")
    assert not payloads[0].exists()
    assert home.hf("cache", "ls", "-q").stdout == ""
