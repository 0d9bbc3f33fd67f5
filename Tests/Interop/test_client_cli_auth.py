"""`roost auth`: logging in and out, on token files that the Python client shares."""

import os

import pytest

from support.reading import *  # noqa: F403
from support.reading import on_one_database

pytestmark = on_one_database


@pytest.fixture
def fresh(machine):
    """Nobody is logged in."""
    return machine("fresh", token=None)


def test_whoami(roost, hub, alice):
    answer = roost.json("auth", "whoami")
    assert (answer["user"], answer["orgs"], answer["endpoint"]) == (alice.name, [], hub.url)
    assert answer["token_role"] == "write"
    assert roost.out("auth", "whoami", "-q") == f"{alice.name}\n"
    assert roost.lines("auth", "whoami")[0].split() == ["user:", alice.name]


def test_login_is_shared_both_ways(fresh, alice):
    answer = fresh.json("auth", "login", "--token", alice.token)
    assert answer["user"] == alice.name
    folder = fresh.home / ".cache/huggingface"
    assert (folder / "token").read_text() == alice.token
    assert os.stat(folder / "token").st_mode & 0o777 == 0o600
    assert os.stat(folder / "stored_tokens").st_mode & 0o777 == 0o600
    # The Python client is logged in as well …
    assert fresh.python("print(json.dumps(whoami()['name']))") == alice.name
    assert fresh.hf("auth", "token").stdout.strip() == alice.token
    # … and out, when we log out.
    fresh.run("auth", "logout")
    assert fresh.python("print(json.dumps(get_token()))") is None
    # And the other way around.
    fresh.hf("auth", "login", "--token", alice.token)
    assert fresh.json("auth", "whoami")["user"] == alice.name
    [row] = fresh.json("auth", "list")
    assert (row["active"], row["token"]) == (True, f"{alice.token[:3]}****{alice.token[-4:]}")
    fresh.hf("auth", "logout")
    assert fresh.error(4, "auth", "whoami")["code"] == "unauthorized"


def test_token_through_standard_input(fresh, alice):
    fresh.run("auth", "login", stdin=f"{alice.token}\n")
    assert fresh.out("auth", "token") == f"{alice.token}\n"
    result = fresh.run("auth", "login")
    assert "already" in result.stderr


def test_wrong_token_is_not_kept(fresh):
    error = fresh.error(4, "auth", "login", "--token", "hf_" + "y" * 34)
    assert error["code"] == "unauthorized"
    assert not (fresh.home / ".cache/huggingface/token").exists()


def test_switch(fresh, hub, alice, bob):
    fresh.run("auth", "login", "--token", alice.token)
    first = fresh.json("auth", "list")[0]["name"]
    second_token = hub.token(bob.name, "read", "--name", "second")
    fresh.run("auth", "login", "--token", second_token)
    assert fresh.json("auth", "whoami")["user"] == bob.name
    assert {row["name"]: row["active"] for row in fresh.json("auth", "ls")} == {first: False, "second": True}
    fresh.run("auth", "switch", "--token-name", first)
    assert fresh.json("auth", "whoami")["user"] == alice.name
    assert fresh.error(3, "auth", "switch", "--token-name", "none")["code"] == "not_found"
    assert fresh.error(2, "auth", "switch")["code"] == "invalid_input"
    fresh.run("auth", "logout", "--token-name", first)
    assert [row["name"] for row in fresh.json("auth", "list")] == ["second"]
    assert fresh.error(4, "auth", "token")["code"] == "unauthorized"
    fresh.hf("auth", "switch", "--token-name", "second")
    assert fresh.json("auth", "whoami")["user"] == bob.name


def test_token_of_the_environment_goes_first(fresh, alice, bob):
    fresh.run("auth", "login", "--token", alice.token)
    other = fresh.with_(HF_TOKEN=bob.token)
    assert other.json("auth", "whoami")["user"] == bob.name
    assert "HF_TOKEN" in other.run("auth", "list").stderr
    assert other.json("auth", "whoami", "--token", alice.token)["user"] == alice.name


def test_token_is_in_no_output(roost, alice):
    for command in (["env"], ["auth", "list"], ["auth", "whoami"]):
        for options in ([], ["--json"]):
            result = roost.with_(HF_DEBUG="1").run(*command, *options)
            assert alice.token not in result.stdout + result.stderr


def test_environment(roost, hub):
    answer = roost.json("env")
    assert (answer["endpoint"], answer["token"], answer["offline"]) == (hub.url, "from HF_TOKEN", False)
    assert answer["cache"] == str(roost.cache)
    changed = roost.with_(HF_HOME="/somewhere", HF_HUB_OFFLINE="YES", HF_HUB_DISABLE_XET="1", HF_TOKEN=None)
    answer = changed.json("env")
    assert (answer["home"], answer["cache"]) == ("/somewhere", "/somewhere/hub")
    assert (answer["offline"], answer["xet"], answer["token"]) == (True, False, "none")
    # Nobody is asked for a token just to tell where it would come from.
    assert roost.with_(HF_OIDC_RESOURCE="org/name").json("env")["token"] == "for HF_OIDC_RESOURCE"
    proxied = roost.with_(HTTPS_PROXY="http://me:secret@proxy:8080").run("env")
    assert "secret" not in proxied.stdout and "****@proxy:8080" in proxied.stdout
    assert roost.json("env", "--endpoint", "http://other:1/")["endpoint"] == "http://other:1"


def test_login_with_git(fresh, alice, hub):
    (fresh.home / ".gitconfig").write_text("[credential]\n\thelper = store\n")
    fresh.run("auth", "login", "--token", alice.token, "--add-to-git-credential")
    kept = (fresh.home / ".git-credentials").read_text()
    host = hub.url.removeprefix("http://").replace(":", "%3a")
    assert kept == f"http://hf_user:{alice.token}@{host}\n"


def test_logout_with_git(fresh, hub, alice, bob):
    (fresh.home / ".gitconfig").write_text("[credential]\n\thelper = store\n")
    kept = fresh.home / ".git-credentials"
    fresh.run("auth", "login", "--token", alice.token, "--add-to-git-credential")
    second = hub.token(bob.name, "read", "--name", "not-for-git")
    fresh.run("auth", "login", "--token", second, "--force")
    # git has another token than this one.
    fresh.run("auth", "logout", "--token-name", "not-for-git")
    assert alice.token in kept.read_text()
    [row] = fresh.json("auth", "list")
    fresh.run("auth", "logout", "--token-name", row["name"])
    assert kept.read_text() == ""
    fresh.run("auth", "login", "--token", alice.token, "--add-to-git-credential")
    fresh.run("auth", "logout")
    assert kept.read_text() == ""


def test_logout_without_git(fresh, alice):
    fresh.run("auth", "login", "--token", alice.token)
    fresh.with_(PATH="/nowhere").run("auth", "logout")
    assert fresh.json("auth", "list") == []


def test_whoami_sends_the_token_unasked(fresh, alice):
    fresh.run("auth", "login", "--token", alice.token)
    assert fresh.with_(HF_HUB_DISABLE_IMPLICIT_TOKEN="1").json("auth", "whoami")["user"] == alice.name


def test_endpoint_without_password(roost):
    result = roost.run("env", "--endpoint", "http://me:secret@hub.test", code=2)
    assert "secret" not in result.stdout + result.stderr
