"""Every class of error has an exit code of its own, a sentence for people and an object for programs."""

import json

import pytest

from support.answering import answering
from support.reading import *  # noqa: F403
from support.reading import fill, on_one_database

pytestmark = on_one_database


@pytest.fixture(scope="module")
def private(hub, api, alice):
    return fill(api, f"{alice.name}/errors-private", files={"a.txt": b"x"}, private=True)


@pytest.fixture(scope="module")
def gated(hub, api, alice):
    name = fill(api, f"{alice.name}/errors-gated", files={"a.txt": b"x"})
    api.update_repo_settings(name, gated="manual")
    return name


@pytest.mark.parametrize(
    "command",
    [
        ["download", "alice/no-such-repo"],
        ["models", "info", "alice/no-such-repo"],
        ["models", "ls", "alice/no-such-repo"],
        ["models", "card", "alice/no-such-repo"],
        ["repos", "tag", "list", "alice/no-such-repo"],
        ["gguf", "alice/no-such-repo"],
        ["safetensors", "alice/no-such-repo"],
    ],
    ids=" ".join,
)
def test_no_such_repo(roost, command):
    error = roost.error(3, *command)
    assert (error["code"], error["status"]) == ("repository_not_found", 404)
    assert error["request_id"] and "alice/no-such-repo" in error["message"]


def test_a_sentence_for_people(roost):
    result = roost.run("download", "alice/no-such-repo", code=3)
    lines = result.stderr.splitlines()
    assert lines[0].startswith("error: ") and "alice/no-such-repo" in lines[0] and "status 404" in lines[0]
    assert lines[1].startswith("hint: ")
    assert result.stdout == ""


def test_no_such_revision_or_file(roost, private):
    assert roost.error(3, "models", "info", private, "--revision", "x")["code"] == "revision_not_found"
    assert roost.error(3, "download", private, "x.txt")["code"] == "entry_not_found"
    assert roost.error(3, "models", "card", private)["code"] == "entry_not_found"
    assert roost.error(3, "gguf", private, "x.gguf")["code"] == "entry_not_found"


def test_private_and_gated(machine, bob, private, gated):
    stranger, nobody = machine("stranger", token=bob.token), machine("nobody", token=None)
    # A hub doesn't say to strangers what is private and what isn't there.
    assert stranger.error(3, "download", private)["code"] == "repository_not_found"
    assert nobody.error(3, "download", private)["status"] == 401
    for each in (stranger, nobody):
        error = each.error(4, "download", gated)
        assert error["code"] == "gated"
        assert error["hint"]
        # What is known of it everybody may see.
        assert each.json("models", "info", gated)["gated"] == "manual"


def test_bad_token(machine, private):
    wrong = machine("wrong", token="hf_" + "x" * 34)
    for command in (["download", private], ["models", "ls"], ["auth", "whoami"]):
        error = wrong.error(4, *command)
        assert (error["code"], error["status"]) == ("unauthorized", 401)


def test_not_logged_in(machine):
    nobody = machine("nobody", token=None)
    for command in (["auth", "whoami"], ["auth", "token"], ["auth", "logout"]):
        assert nobody.error(4, *command)["code"] == "unauthorized"


def test_no_connection(roost, private):
    gone = roost.with_(HF_ENDPOINT="http://127.0.0.1:9", HF_HUB_ETAG_TIMEOUT="1")
    assert gone.error(5, "models", "info", private)["code"] == "network"


def test_offline(roost, private):
    offline = roost.with_(HF_HUB_OFFLINE="1")
    assert offline.error(5, "models", "info", private)["code"] == "offline"
    assert offline.error(5, "download", private, "a.txt")["code"] in ("offline", "not_cached")


@pytest.mark.parametrize(
    "head, code, word",
    [
        (["409 Conflict"], 7, "conflict"),
        (["429 Too Many Requests", 'ratelimit: "api";r=0;t=3600'], 8, "rate_limited"),
        (["400 Bad Request"], 2, "bad_request"),
        (["403 Forbidden"], 4, "forbidden"),
        (["501 Not Implemented"], 3, "not_supported"),
        (["200 OK", "content-type: application/json"], 1, "decoding"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_a_hub_answers(machine, head, code, word):
    server, url = answering(*head, body="<html>" if code == 1 else "")
    with server:
        error = machine("other", url=url).error(code, "models", "info", "a/b")
        assert error["code"] == word


def test_damaged_file(roost, api, name):
    """A file of the cache with another content than the repo's ends `cache verify` with 6."""
    fill(api, name, files={"a.txt": b"right"})
    [path] = roost.lines("download", name, "a.txt")
    with open(path, "r+b") as file:
        file.write(b"wrong")
    result = roost.run("cache", "verify", name, "--json", code=6)
    answer = json.loads(result.stdout)
    assert answer["ok"] is False
    [mismatch] = answer["mismatches"]
    assert (mismatch["path"], mismatch["algorithm"]) == ("a.txt", "git-sha1")
    assert roost.run("cache", "verify", name, code=6).stdout.startswith("a.txt: is ")


def test_unwritable_place(roost, api, name):
    fill(api, name, files={"a.txt": b"x"})
    error = roost.error(1, "download", name, "--local-dir", "/proc/nowhere")
    assert error["code"] == "file_system"
