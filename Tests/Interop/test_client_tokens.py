"""The files of tokens, which `roost auth` and `hf auth` share: who is logged in to one is logged in to the other."""

import configparser
import json
import os
import pty
import re
import select
import stat
import subprocess
import time

import pytest

from support.oauth import USER_CODE, OAuthHub
from support.reading import *  # noqa: F403
from support.reading import on_one_database
from support.roost import HF, ROOST, Roost

pytestmark = on_one_database

BOTH = ["roost", "hf"]
NAMES = {"first": "laptop", "second": "Zug \u00fcber M\u00fcnchen = [1] %x"}


@pytest.fixture(scope="module")
def tokens(hub, alice, bob):
    """Tokens by their names on the hub; one of each of two people."""
    first = hub.token(alice.name, "write", "--name", NAMES["first"])
    second = hub.token(bob.name, "read", "--name", NAMES["second"])
    return {NAMES["first"]: first, NAMES["second"]: second}


@pytest.fixture
def fresh(machine):
    """Makes machines where nobody is logged in, and nothing lies in `HF_HOME`."""

    def make(name: str = "fresh", **options: str) -> Roost:
        options.setdefault("HF_HOME", str(machine(name, token=None).home / "hf home"))
        return machine(name, token=None, HF_HUB_DISABLE_UPDATE_CHECK="1", **options)

    return make


def home(roost: Roost):
    return roost.home / "hf home"


def auth(program: str, roost: Roost, *arguments: str, code: int = 0) -> str:
    """`auth …` of either program; what it printed."""
    return roost.run("auth", *arguments, program={"roost": ROOST, "hf": HF}[program], code=code).stdout


def files(roost: Roost) -> dict[str, tuple[int, bytes]]:
    """Permissions and bytes of what is kept of tokens. The lock stays in any case."""
    found = {path.name: path for path in home(roost).iterdir()} if home(roost).exists() else {}
    return {
        name: (stat.S_IMODE(path.stat().st_mode), path.read_bytes())
        for name, path in found.items()
        if name in ("token", "stored_tokens")
    }


def active(program: str, roost: Roost) -> str | None:
    """The token that a program would use."""
    if program == "hf":
        return roost.python("print(json.dumps(get_token()))")
    result = subprocess.run(
        [ROOST, "auth", "token"], env=roost.environment, cwd=roost.home, capture_output=True, text=True, timeout=100
    )
    assert result.returncode in (0, 4), result.stderr
    return result.stdout.removesuffix("\n") if result.returncode == 0 else None


def listed(program: str, roost: Roost) -> dict[str, tuple[str, bool]]:
    """The two ends of every stored token and whether it is the active one, by name."""
    if program == "roost":
        return {row["name"]: (row["token"], row["active"]) for row in roost.json("auth", "list")}
    lines = auth("hf", roost, "list").splitlines()
    found = {}
    for line in lines[2:] if len(lines) > 2 else []:
        row = re.fullmatch(r"(\*| ) +(.+?) +(\S+\*\*\*\*\S+)(?: +.*)?", line)
        assert row, line
        found[row[2]] = (row[3], row[1] == "*")
    return found


def masked(token: str) -> str:
    return f"{token[:3]}****{token[-4:]}"


def test_both_write_the_same_files(fresh, tokens):
    machines = {program: fresh(program) for program in BOTH}
    for token in tokens.values():
        for program, roost in machines.items():
            auth(program, roost, "login", "--token", token)
        assert files(machines["roost"]) == files(machines["hf"])
    for program, roost in machines.items():
        found = files(roost)
        assert {mode for mode, _ in found.values()} == {0o600}
        assert stat.S_IMODE(home(roost).stat().st_mode) == 0o700
        assert found["token"][1].decode() == tokens[NAMES["second"]]
    # Names have what the format uses for itself, and are read again.
    parsed = configparser.ConfigParser(interpolation=None)
    parsed.read_string(files(machines["roost"])["stored_tokens"][1].decode())
    assert parsed.sections() == sorted(tokens)
    for program, roost in machines.items():
        auth(program, roost, "switch", "--token-name", NAMES["first"])
    assert files(machines["roost"]) == files(machines["hf"])
    for program, roost in machines.items():
        auth(program, roost, "logout", "--token-name", NAMES["first"])
    assert files(machines["roost"]) == files(machines["hf"])
    assert set(files(machines["roost"])) == {"stored_tokens"}
    for program, roost in machines.items():
        auth(program, roost, "logout")
        assert files(roost) == {}


@pytest.mark.parametrize("umask", [0o000, 0o277])
def test_permissions_do_not_depend_on_the_umask(fresh, tokens, umask):
    roost = fresh()
    home(roost).mkdir(mode=0o700)
    subprocess.run(
        [ROOST, "auth", "login", "--token", tokens[NAMES["first"]]],
        env=roost.environment,
        cwd=roost.home,
        umask=umask,
        check=True,
        capture_output=True,
        timeout=100,
    )
    assert {mode for mode, _ in files(roost).values()} == {0o600}
    assert active("hf", roost) == tokens[NAMES["first"]]


@pytest.mark.parametrize("first", BOTH)
def test_each_goes_on_where_the_other_stopped(fresh, tokens, alice, bob, first):
    roost = fresh()
    second = BOTH[1 - BOTH.index(first)]
    auth(first, roost, "login", "--token", tokens[NAMES["first"]])
    auth(second, roost, "login", "--token", tokens[NAMES["second"]])

    def check(used: str | None, names=tuple(tokens)):
        expected = {name: (masked(tokens[name]), name == used) for name in names}
        for program in BOTH:
            assert listed(program, roost) == expected
            assert active(program, roost) == (None if used is None else tokens[used])

    check(NAMES["second"])
    auth(first, roost, "switch", "--token-name", NAMES["first"])
    check(NAMES["first"])
    assert roost.json("auth", "whoami")["user"] == alice.name
    auth(second, roost, "switch", "--token-name", NAMES["second"])
    check(NAMES["second"])
    assert roost.json("auth", "whoami")["user"] == bob.name
    auth(first, roost, "logout", "--token-name", NAMES["second"])
    check(None, [NAMES["first"]])
    auth(second, roost, "switch", "--token-name", NAMES["first"])
    check(NAMES["first"], [NAMES["first"]])
    auth(first, roost, "logout")
    check(None, [])


@pytest.mark.parametrize(
    "variables",
    [
        {},
        {"HF_TOKEN": "hf_env"},
        {"HUGGING_FACE_HUB_TOKEN": "hf_old"},
        {"HF_TOKEN": "hf_env", "HUGGING_FACE_HUB_TOKEN": "hf_old"},
        {"HF_TOKEN": "", "HUGGING_FACE_HUB_TOKEN": "hf_old"},
        {"HF_TOKEN": " hf_env\r\n"},
        {"HF_TOKEN": " ", "HUGGING_FACE_HUB_TOKEN": "hf_old"},
        {"HF_TOKEN_PATH": "PLACE/elsewhere/key"},
        {"HF_TOKEN_PATH": "PLACE/missing"},
        {"HF_TOKEN_PATH": "PLACE/elsewhere/key", "HF_TOKEN": "hf_env"},
        {"HF_TOKEN_PATH": "~/elsewhere/key"},
        {"HF_HOME": "PLACE/other home"},
        {"HF_HOME": "PLACE/other home", "HF_TOKEN_PATH": "PLACE/elsewhere/key"},
        {"HF_HOME": "$HOME/other home"},
        {"HF_HOME": None, "XDG_CACHE_HOME": "PLACE/xdg"},
        {"HF_HOME": None},
    ],
    ids=str,
)
def test_both_take_the_same_token(fresh, variables):
    plain = fresh()
    places = {
        "hf home/token": "hf_home",
        "other home/token": "hf_other",
        "elsewhere/key": "hf_path",
        "xdg/huggingface/token": "hf_xdg",
        ".cache/huggingface/token": "hf_usual",
    }
    for place, token in places.items():
        (plain.home / place).parent.mkdir(parents=True, exist_ok=True)
        (plain.home / place).write_text(token)
    roost = plain.with_(
        **{name: text and text.replace("PLACE", str(plain.home)) for name, text in variables.items()}
    )
    assert active("roost", roost) == active("hf", roost)


def test_stored_tokens_lie_beside_the_token(fresh, tokens):
    machines = {}
    for program in BOTH:
        plain = fresh(program)
        machines[program] = plain.with_(HF_TOKEN_PATH=str(plain.home / "a/b/key"))
        auth(program, machines[program], "login", "--token", tokens[NAMES["first"]])
    found = [
        {path.name: path.read_bytes() for path in (roost.home / "a/b").iterdir() if not path.name.endswith(".lock")}
        for roost in machines.values()
    ]
    assert found[0] == found[1] and set(found[0]) == {"key", "stored_tokens"}
    for roost in machines.values():
        assert listed("roost", roost) == listed("hf", roost) != {}


@pytest.mark.parametrize(
    "content", [b"hf_x", b"hf_x\n", b"  hf_x \r\n\r\n", b"hf_\nx", b"", b"\n", b" \t", b"\n\nhf_x"], ids=str
)
def test_both_read_the_same_token_file(fresh, content):
    roost = fresh()
    home(roost).mkdir()
    (home(roost) / "token").write_bytes(content)
    assert active("roost", roost) == active("hf", roost)


SECRET = "hf_" + "s" * 30
OTHER = "hf_" + "t" * 30

# The names, then a login, then a switch to every name that has a token.
IN_PYTHON = """
from huggingface_hub import auth_switch, login
from huggingface_hub.utils import get_stored_tokens
names = get_stored_tokens()
login(args[0])
for name in names:
    if names[name]:
        auth_switch(name)
print(json.dumps(names))
"""


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n# nothing\n",
        f"[a]\nhf_token = {SECRET}\n\n[b]\nhf_token={OTHER}\nnote: kept\n".encode(),
        f"[b]\r\nHF_TOKEN: {SECRET}\r\n\r\n[a]\r\nhf_token = {OTHER}\r\n".encode(),
        f"[a b=c]\nhf_token = {SECRET}\nexpires_at = soon\nrefresh_token = %(x)s\n".encode(),
        f"[DEFAULT]\nnote = all\n[a]\nhf_token = {SECRET}\n".encode(),
        f"[DEFAULT]\nhf_token = {OTHER}\nnote = all\n[a]\nhf_token = {SECRET}\n[b]\n".encode(),
        f"[a]\nhf_token = {SECRET}\n\tand more\n".encode(),
        f"[\u00e9\u4e2d]\nhf_token = {SECRET}\n".encode(),
        b"[a]\nnote = no token\n",
        # What isn't of the form counts as empty, and is written anew.
        f"hf_token = {SECRET}\n".encode(),
        f"[a]\nhf_token = {SECRET}\n[a]\nhf_token = {OTHER}\n".encode(),
        f"[a]\nhf_token = {SECRET}\nHF_Token = {OTHER}\n".encode(),
        f"[a]\nhf_token {SECRET}\n".encode(),
        b"[a\nb]\n",
        b"\xff\xfe[a]\n",
        f"\ufeff[a]\nhf_token = {SECRET}\n".encode(),
        b"\x00\x01",
    ],
    ids=lambda content: repr(content)[:40],
)
def test_both_understand_the_same_of_stored_tokens(fresh, tokens, content):
    machines = {program: fresh(program) for program in BOTH}
    for roost in machines.values():
        home(roost).mkdir()
        (home(roost) / "stored_tokens").write_bytes(content)
    # What is understood is kept when something is added, and can be switched to.
    names = machines["hf"].python(IN_PYTHON, tokens[NAMES["first"]])
    roost = machines["roost"]
    assert {row["name"] for row in roost.json("auth", "list")} == set(names)
    auth("roost", roost, "login", "--token", tokens[NAMES["first"]])
    for name, token in names.items():
        auth("roost", roost, "switch", "--token-name", name, code=0 if token else 3)
    assert files(machines["roost"]) == files(machines["hf"])


# Login with a browser


class Terminal:
    """A program on a terminal of its own, as a person uses it."""

    def __init__(self, roost: Roost, *arguments: str):
        master, slave = pty.openpty()
        self.master = master
        self.process = subprocess.Popen(
            [ROOST, *arguments],
            env=roost.environment,
            cwd=roost.home,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
        )
        os.close(slave)
        self.shown = ""

    def read(self, until: str | None = None, seconds: float = 60) -> str:
        """What is shown until a text is, or the program ends."""
        deadline = time.monotonic() + seconds
        while until is None or until not in self.shown:
            assert time.monotonic() < deadline, f"waited for {until!r}:\n{self.shown}"
            if not select.select([self.master], [], [], 0.1)[0]:
                continue
            try:
                piece = os.read(self.master, 65_536)
            except OSError:
                break
            if not piece:
                break
            self.shown += piece.decode(errors="replace")
        return self.shown

    def write(self, text: str) -> None:
        os.write(self.master, text.encode())

    def end(self) -> int:
        code = self.process.wait(60)
        os.close(self.master)
        return code


def without_times(found: dict[str, tuple[int, bytes]]) -> dict[str, tuple[int, bytes]]:
    return {name: (mode, re.sub(rb"(expires_at = )\d+", rb"\1", text)) for name, (mode, text) in found.items()}


def test_login_with_a_browser(fresh):
    found = {}
    for program in BOTH:
        # Tokens that end within a day would be renewed at once.
        with OAuthHub(["authorization_pending"], lifetime=30 * 86_400) as oauth:
            roost = fresh(program).with_(HF_ENDPOINT=oauth.url)
            if program == "roost":
                terminal = Terminal(roost, "auth", "login")
                shown = terminal.read(USER_CODE)
                terminal.read()
                assert terminal.end() == 0, terminal.shown
                assert f"{oauth.url}/device" in shown and "Logged in as me" in terminal.shown
            else:
                auth("hf", roost, "login")
            assert oauth.grants(":device_code") == 2
            assert oauth.asked[0].keys() == {"client_id"}
            found[program] = without_times(files(roost)), oauth.asked
            for each in BOTH:
                assert active(each, roost) == "hf_oauth_1"
    assert found["roost"] == found["hf"]
    assert found["roost"][0]["stored_tokens"][1].startswith(b"[oauth-me]\nhf_token = hf_oauth_1\nrefresh_token = ")


def test_login_with_a_browser_is_refused(fresh):
    with OAuthHub(["access_denied"]) as oauth:
        roost = fresh().with_(HF_ENDPOINT=oauth.url)
        terminal = Terminal(roost, "auth", "login")
        assert "refused" in terminal.read()
        assert (terminal.end(), files(roost)) == (4, {})


def test_login_with_a_browser_is_interrupted(fresh):
    with OAuthHub(["authorization_pending"] * 1000) as oauth:
        roost = fresh().with_(HF_ENDPOINT=oauth.url)
        terminal = Terminal(roost, "auth", "login")
        terminal.read(USER_CODE)
        terminal.process.send_signal(2)
        terminal.read()
        assert (terminal.end(), files(roost)) == (130, {})


def test_a_hub_without_login_by_browser_asks_for_a_token(fresh, tokens, hub):
    roost = fresh()
    terminal = Terminal(roost, "auth", "login")
    assert f"{hub.url}/settings/tokens" in terminal.read("Token")
    terminal.write(tokens[NAMES["first"]] + "\n")
    assert "Logged in as" in terminal.read()
    assert terminal.end() == 0
    # What is typed is not shown.
    assert tokens[NAMES["first"]] not in terminal.shown
    assert active("hf", roost) == tokens[NAMES["first"]]


def logged_in(roost: Roost, oauth: OAuthHub, seconds_left: int) -> None:
    """What a login with a browser left, some time ago."""
    given = oauth.give()
    home(roost).mkdir(mode=0o700, exist_ok=True)
    (home(roost) / "token").write_text(given["access_token"])
    (home(roost) / "stored_tokens").write_text(
        f"[oauth-me]\nhf_token = {given['access_token']}\nrefresh_token = {given['refresh_token']}\n"
        f"expires_at = {int(time.time()) + seconds_left}\n\n"
    )


@pytest.mark.parametrize("program", BOTH)
def test_login_is_renewed(fresh, program):
    with OAuthHub(lifetime=30 * 86_400) as oauth:
        roost = fresh().with_(HF_ENDPOINT=oauth.url)
        logged_in(roost, oauth, 2 * 86_400)
        for each in BOTH:
            assert active(each, roost) == "hf_oauth_1"
        assert oauth.grants("refresh_token") == 0
        logged_in(roost, oauth, 3600)
        other = BOTH[1 - BOTH.index(program)]
        assert [active(each, roost) for each in (program, other)] == ["hf_oauth_3", "hf_oauth_3"]
        assert oauth.grants("refresh_token") == 1
        assert {mode for mode, _ in files(roost).values()} == {0o600}
        assert files(roost)["token"][1] == b"hf_oauth_3"
        assert b"refresh_token = refresh_3\n" in files(roost)["stored_tokens"][1]


def test_login_is_renewed_once_by_many(fresh):
    """Refresh tokens that are good once: who comes second takes what the first one got."""
    with OAuthHub(lifetime=30 * 86_400) as oauth:
        roost = fresh().with_(HF_ENDPOINT=oauth.url)
        logged_in(roost, oauth, 3600)
        running = [roost.start("auth", "whoami", "-q", program=program) for program in [ROOST, HF] * 3]
        for process in running:
            output, errors = process.communicate(timeout=100)
            assert process.returncode == 0, errors
            assert "me" in output
        assert oauth.grants("refresh_token") == 1
        assert files(roost)["token"][1] == b"hf_oauth_2"


def test_login_that_cannot_be_renewed(fresh):
    with OAuthHub() as oauth:
        roost = fresh().with_(HF_ENDPOINT=oauth.url)
        logged_in(roost, oauth, 3600)
        before = files(roost)
        oauth.refresh_tokens.clear()
        result = roost.run("auth", "whoami", "-q")
        # The old one is good for an hour yet.
        assert (result.stdout, "log in again" in result.stderr) == ("me\n", True)
        assert files(roost) == before
        assert json.loads(roost.out("auth", "list", "--json"))[0]["active"]
