"""`roost download`, against a real hub."""

import json
import os
import pathlib
import re
import signal
import time

import pytest

from support.content import random_bytes
from support.reading import *  # noqa: F403
from support.reading import FILES, etag, fill, on_one_database
from support.relay import Relay

pytestmark = on_one_database


def content_of(folder: pathlib.Path) -> dict[str, bytes]:
    """The files of a snapshot."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def without_attributes(files: dict[str, bytes]) -> dict[str, bytes]:
    return {path: content for path, content in files.items() if path != ".gitattributes"}


def test_one_file(roost, filled, api):
    [path] = roost.lines("download", filled, "config.json")
    commit = api.model_info(filled).sha
    assert path == str(roost.cache / f"models--{filled.replace('/', '--')}/snapshots/{commit}/config.json")
    assert pathlib.Path(path).read_bytes() == FILES["config.json"]


@pytest.mark.parametrize("file", sorted(FILES))
def test_every_kind_of_file(roost, filled, file):
    [path] = roost.lines("download", filled, file, "-q")
    assert pathlib.Path(path).read_bytes() == FILES[file]
    assert os.path.basename(os.path.realpath(path)) == etag(FILES[file], file) or "/blobs/" in os.path.realpath(path)


def test_json_of_one_file(roost, filled, api):
    answer = roost.json("download", filled, "weights.bin")
    commit = api.model_info(filled).sha
    [file] = answer.pop("files")
    assert answer == {
        "path": file["path"], "repo_id": filled, "repo_type": "model", "revision": "main", "commit": commit,
    }  # fmt: skip
    assert (file["file"], file["size"], file["commit"]) == ("weights.bin", 3_000_000, commit)
    assert (file["etag"], file["source"]) == (etag(FILES["weights.bin"], "weights.bin"), "xet")
    assert roost.json("download", filled, "weights.bin")["files"][0]["source"] == "cache"


def test_large_file_without_xet(roost, filled):
    answer = roost.with_(HF_HUB_DISABLE_XET="1").json("download", filled, "weights.bin")
    assert answer["files"][0]["source"] == "http"
    assert pathlib.Path(answer["path"]).read_bytes() == FILES["weights.bin"]


def test_whole_repo(roost, filled, api):
    result = roost.run("download", filled)
    folder = pathlib.Path(result.stdout.strip())
    assert folder.name == api.model_info(filled).sha
    assert without_attributes(content_of(folder)) == FILES
    assert re.search(r"^Downloaded 7 files, 3\.0 MB\.$", result.stderr, re.M)
    # Nothing is left on the way.
    assert not [path for path in roost.cache.rglob("*") if path.name.endswith(".incomplete")]


def test_second_run_asks_once(roost, filled):
    with Relay(roost.environment["HF_ENDPOINT"]) as relay:
        mine = roost.with_(HF_ENDPOINT=relay.url)
        mine.run("download", filled)
        relay.forget()
        result = mine.run("download", filled)
        assert "were here already" in result.stderr
        [asked] = relay.asked
        assert asked.method == "GET" and asked.path.split("?")[0] == f"/api/models/{filled}/revision/main"


@pytest.mark.parametrize("kind", ["dataset", "space"])
def test_datasets_and_spaces(roost, api, name, kind):
    fill(api, name, kind)
    for words in (["--type", kind], ["--repo-type", kind]):
        folder = pathlib.Path(roost.out("download", name, *words).strip())
        assert without_attributes(content_of(folder)) == FILES
    by_uri = roost.out("download", f"hf://{kind}s/{name}@main/config.json").strip()
    assert by_uri == str(folder / "config.json")


def test_uri_of_a_folder(roost, filled):
    folder = pathlib.Path(roost.out("download", f"hf://{filled}/data/").strip())
    assert content_of(folder) == {path: content for path, content in FILES.items() if path.startswith("data/")}


@pytest.mark.parametrize(
    "arguments, wanted",
    [
        (["--include", "*.json"], {"config.json"}),
        (["--include", "data/*"], {"data/one.txt", "data/deep er/\u00fc [1].txt"}),
        (["--include", "*.txt", "--exclude", "data/*"], {"empty.txt"}),
        (["--include", "*.json", "--include", "*.md"], {"config.json", "README.md"}),
        (["data/"], {"data/one.txt", "data/deep er/\u00fc [1].txt"}),
        (["config.json", "empty.txt"], {"config.json", "empty.txt"}),
        (["config.json", "data/"], {"config.json", "data/one.txt", "data/deep er/\u00fc [1].txt"}),
        (["--include", "nothing*"], set()),
    ],
)
def test_selection(roost, filled, arguments, wanted):
    assert selected(roost.out("download", filled, *arguments)) == wanted


def selected(printed: str) -> set[str]:
    folder = pathlib.Path(printed.strip())
    return set(content_of(folder)) if folder.exists() else set()


def test_hf_selects_the_same(machine, filled):
    for number, arguments in enumerate((["--include", "*.txt", "--exclude", "data/*"], ["config.json", "data/"])):
        ours, theirs = machine(f"ours-{number}"), machine(f"theirs-{number}")
        wanted = selected(theirs.hf("download", filled, *arguments, "-q").stdout)
        assert selected(ours.out("download", filled, *arguments)) == wanted != set()


def test_dry_run(roost, filled):
    rows = roost.json("download", filled, "--include", "*.txt", "--include", "*.bin", "--dry-run")
    assert [(row["file"], row["size"], row["cached"], row["will_download"]) for row in rows] == [
        ("data/deep er/\u00fc [1].txt", 4, False, True),
        ("data/one.txt", 3, False, True),
        ("empty.txt", 0, False, True),
        ("weights.bin", 3_000_000, False, True),
    ]
    assert not list(roost.cache.rglob("snapshots/*/*"))
    roost.run("download", filled, "weights.bin")
    [row] = roost.json("download", filled, "weights.bin", "--dry-run")
    assert (row["cached"], row["will_download"]) == (True, False)
    [row] = roost.json("download", filled, "weights.bin", "--dry-run", "--force-download")
    assert (row["cached"], row["will_download"]) == (True, True)
    assert roost.lines("download", filled, "data/", "--dry-run", "-q") == [
        "data/deep er/\u00fc [1].txt",
        "data/one.txt",
    ]
    result = roost.run("download", filled, "empty.txt", "--dry-run")
    assert result.stdout == "FILE       SIZE  WILL DOWNLOAD\nempty.txt   0 B  yes\n"
    assert result.stderr == "Would download 1 of 1 files, 0 B.\n"


def test_force(roost, filled):
    roost.run("download", filled, "weights.bin")
    answer = roost.json("download", filled, "weights.bin", "--force-download")
    assert answer["files"][0]["source"] != "cache"


def test_local_dir(roost, filled, tmp_path):
    folder = tmp_path / "here"
    assert roost.lines("download", filled, "--local-dir", str(folder)) == [str(folder)]
    found = {path: content for path, content in content_of(folder).items() if not path.startswith(".cache/")}
    assert without_attributes(found) == FILES
    assert not [path for path in folder.rglob("*") if path.is_symlink()]
    # A second run fetches nothing, and a file that was changed by hand comes back.
    assert {file["source"] for file in roost.json("download", filled, "--local-dir", str(folder))["files"]} == {"cache"}
    (folder / "config.json").write_bytes(b"changed")
    os.utime(folder / "config.json", (time.time() + 60, time.time() + 60))
    roost.run("download", filled, "--local-dir", str(folder))
    assert (folder / "config.json").read_bytes() == FILES["config.json"]


def test_cache_dir(roost, filled, tmp_path):
    [path] = roost.lines("download", filled, "config.json", "--cache-dir", str(tmp_path / "other"))
    assert path.startswith(str(tmp_path / "other/models--"))
    assert not list(roost.cache.glob("models--*"))


def test_revisions(roost, api, name):
    fill(api, name, files={"a.txt": b"first"})
    first = api.model_info(name).sha
    api.create_branch(name, branch="draft")
    api.create_tag(name, tag="v1")
    api.upload_file(path_or_fileobj=b"second", path_in_repo="a.txt", repo_id=name)

    def content(*arguments):
        return pathlib.Path(roost.out("download", name, "a.txt", *arguments).strip()).read_bytes()

    assert content() == b"second"
    for revision in ("draft", "v1", first, "refs/heads/draft"):
        assert content("--revision", revision) == b"first", revision
    # A branch that moves is followed.
    api.upload_file(path_or_fileobj=b"third", path_in_repo="a.txt", repo_id=name)
    assert content() == b"third"
    assert content("--revision", first) == b"first"


def test_renamed_repo(roost, api, name):
    fill(api, name, files={"a.txt": b"moved"})
    api.move_repo(from_id=name, to_id=f"{name}-new")
    assert pathlib.Path(roost.out("download", name, "a.txt").strip()).read_bytes() == b"moved"
    folder = pathlib.Path(roost.out("download", name).strip())
    assert content_of(folder)["a.txt"] == b"moved"


def test_private_repo(roost, machine, api, name, bob):
    fill(api, name, files={"a.txt": b"secret"}, private=True)
    assert pathlib.Path(roost.out("download", name, "a.txt").strip()).read_bytes() == b"secret"
    assert machine("bob", token=bob.token).error(3, "download", name)["code"] == "repository_not_found"
    nobody = machine("nobody", token=None)
    error = nobody.error(3, "download", name)
    assert (error["code"], error["status"]) == ("repository_not_found", 401)
    token = roost.environment["HF_TOKEN"]
    assert nobody.out("download", name, "a.txt", "--token", token).strip().endswith("/a.txt")


def test_offline(roost, filled):
    offline = roost.with_(HF_HUB_OFFLINE="1")
    assert offline.error(5, "download", filled, "config.json")["code"] in ("not_cached", "offline")
    online = roost.out("download", filled)
    assert offline.out("download", filled) == online
    assert offline.out("download", filled, "weights.bin").strip() == online.strip() + "/weights.bin"


def test_offline_with_part_of_a_snapshot(roost, filled):
    roost.run("download", filled, "--include", "*.json")
    # The list of files is known now, and not all of them are here.
    offline = roost.with_(HF_HUB_OFFLINE="1")
    assert offline.error(5, "download", filled)["code"] == "incomplete_snapshot"
    offline.run("download", filled, "--include", "*.json")


def test_hub_is_down(roost, filled):
    online = roost.out("download", filled)
    down = roost.with_(HF_ENDPOINT="http://127.0.0.1:9")
    assert down.out("download", filled) == online


def test_interrupt_keeps_what_came(roost, api, name):
    content = random_bytes(8_000_000, seed=71)
    fill(api, name, files={"big.bin": content})
    with Relay(roost.environment["HF_ENDPOINT"]) as relay:
        # No answer is given up while the relay holds it.
        mine = roost.with_(HF_ENDPOINT=relay.url, HF_HUB_DISABLE_XET="1", HF_HUB_DOWNLOAD_TIMEOUT="100")
        relay.pause_after = 3_000_000
        relay.go_on.clear()
        process = mine.start("download", name, "big.bin", "--json")
        deadline = time.monotonic() + 30
        # All that the relay lets through, but for what a buffer holds.
        while sum(path.stat().st_size for path in roost.cache.rglob("*.incomplete")) < 2_000_000:
            assert time.monotonic() < deadline and process.poll() is None
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        printed, told = process.communicate(timeout=50)
        assert (process.returncode, printed) == (130, "")
        assert json.loads(told)["error"]["code"] == "interrupted"
        relay.go_on.set()
        relay.forget()
        answer = mine.json("download", name, "big.bin")
        assert pathlib.Path(answer["path"]).read_bytes() == content
        # The rest, and no more.
        assert 0 < relay.bytes_of_files <= 6_000_000
        assert [each.range for each in relay.asked if each.method == "GET" and each.range] != []
    assert not list(roost.cache.rglob("*.incomplete"))


def test_events_for_programs(roost, filled):
    result = roost.run("download", filled, "weights.bin", "config.json", "--progress", "json", "-q")
    events = [json.loads(line) for line in result.stderr.splitlines()]
    assert events[0] == {"event": "planned", "files": 2, "bytes": 3_000_000 + len(FILES["config.json"])}
    finished = {event["file"]: event for event in events if event["event"] == "finished"}
    assert set(finished) == {"weights.bin", "config.json"}
    assert finished["weights.bin"]["size"] == 3_000_000 and finished["weights.bin"]["source"] == "xet"
    done = [event["completed"] for event in events if event["event"] == "bytes" and event["file"] == "weights.bin"]
    assert done == sorted(done) and done[-1] == 3_000_000


def test_no_bars_into_a_pipe(roost, filled):
    result = roost.run("download", filled)
    assert "\x1b" not in result.stderr and "\r" not in result.stderr


def test_two_files_that_are_missing(roost, filled):
    error = roost.error(3, "download", filled, "config.json", "nothing.txt")
    assert (error["code"], "nothing.txt" in error["message"]) == ("entry_not_found", True)
    assert roost.error(3, "download", filled, "nothing.txt")["code"] == "entry_not_found"
    assert roost.error(3, "download", filled, "--revision", "nowhere")["code"] == "revision_not_found"


def test_empty_repo(roost, api, name):
    api.create_repo(name)
    folder = pathlib.Path(roost.out("download", name).strip())
    assert set(content_of(folder)) == {".gitattributes"}
