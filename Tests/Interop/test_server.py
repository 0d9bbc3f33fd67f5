"""The server as its operator meets it: first start, configuration, administration, end."""

import os
import re
import stat
import subprocess
import threading

import pytest

from support.content import random_bytes, sha256
from support.hub import BINARY, Hub
from support.raw import Raw


@pytest.fixture
def fresh(tmp_path):
    """A hub on an empty folder, not started; whatever a test leaves running is ended."""
    hub = Hub(tmp_path / "data")
    yield hub
    if hub.process is not None and hub.process.poll() is None:
        hub.kill()


def test_first_start_tells_the_secrets_once(fresh):
    fresh.start()
    password, token = fresh.admin_password, fresh.admin_token
    assert len(password) >= 16 and re.fullmatch(r"hf_[0-9A-Za-z]{34,}", token)
    assert fresh.stop() == 0
    fresh.start()
    assert not any("password" in line or "hf_" in line for line in fresh.output)
    assert Raw(fresh, token).get("/api/whoami-v2").json()["name"] == "admin"
    assert fresh.stop() == 0
    assert token not in fresh.log.read_text() and password not in fresh.log.read_text()


def test_data_folder_is_private(fresh):
    fresh.start()
    assert stat.S_IMODE(fresh.data.stat().st_mode) & 0o077 == 0


def test_running_downloads_are_finished(fresh):
    """SIGTERM ends what waits, not what is on its way."""
    fresh.start()
    raw, content = Raw(fresh, fresh.admin_token), random_bytes(15_000_000, seed=90)
    raw.post("/api/repos/create", json={"name": "m", "type": "model"}).raise_for_status()
    action = raw.upload_action("admin/m", sha256(content), len(content))
    Raw(fresh, None).request("PUT", action["href"], data=content).raise_for_status()
    raw.commit("admin/m", [Raw.header("x"), Raw.large_file("a.bin", sha256(content), len(content))]).raise_for_status()
    download = raw.get("/admin/m/resolve/main/a.bin", stream=True)
    pieces = download.iter_content(100_000)
    received = [next(pieces)]
    stopped = []
    stopper = threading.Thread(target=lambda: stopped.append(fresh.stop()))
    stopper.start()
    received += pieces
    stopper.join()
    assert sha256(b"".join(received)) == sha256(content)
    assert stopped == [0]


def serve(*arguments, cwd=None, **environment):
    """Runs `roost serve` with something that makes it end by itself."""
    return subprocess.run(
        [BINARY, "serve", *arguments],
        env={"PATH": os.environ["PATH"], "HOME": "/nonexistent", **environment},
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_port_in_use(fresh, tmp_path):
    port = fresh.start().url.rsplit(":", 1)[1]
    result = serve("--data", str(tmp_path / "other"), "--port", port)
    assert result.returncode not in (0, None) and result.returncode > 0
    assert "in use" in result.stderr


def test_configuration_order(tmp_path):
    """Flags over environment over file over defaults."""
    (tmp_path / "roost.yaml").write_text("port: 1111\nhost: 127.0.0.2\nbase-url: https://file.example\n")
    shown = serve("--check", "--port", "3333", cwd=tmp_path, ROOST_PORT="2222", ROOST_BASE_URL="https://env.example")
    assert shown.returncode == 0, shown.stderr
    lines = {line.split()[0]: line for line in shown.stdout.splitlines() if line.split()}
    assert "3333" in lines["port"]
    assert "https://env.example" in lines["base-url"]
    assert "127.0.0.2" in lines["host"]
    assert "roost-data" in lines["data"]
    assert not (tmp_path / "roost-data").exists()


def test_configuration_hides_passwords(tmp_path):
    shown = serve("--check", "--database", "postgres://roost:hunter2@db.example/roost", cwd=tmp_path)
    assert "db.example" in shown.stdout and "hunter2" not in shown.stdout + shown.stderr


@pytest.mark.parametrize(
    "environment",
    [
        {"ROOST_PORT": "many"},
        {"ROOST_BASE_URL": "not a url"},
        {"ROOST_DATABASE": "mysql://x/y"},
        {"ROOST_TRUSTED_PROXIES": "10.0.0.0/8, proxy"},
    ],
    ids=lambda value: next(iter(value)),
)
def test_wrong_configuration_is_told(tmp_path, environment):
    result = serve("--data", str(tmp_path / "data"), cwd=tmp_path, **environment)
    assert result.returncode > 0
    assert next(iter(environment)) in result.stderr
    assert not (tmp_path / "data").exists()


def test_base_url_is_used_in_answers(tmp_path):
    hub = Hub(tmp_path / "data")
    hub.environment["ROOST_BASE_URL"] = "https://hub.example/"
    hub.start()
    try:
        answer = Raw(hub, hub.admin_token).post("/api/repos/create", json={"name": "m", "type": "model"})
        assert answer.json()["url"] == "https://hub.example/admin/m"
    finally:
        hub.kill()


def test_administration_of_a_stopped_hub(fresh):
    fresh.start()
    assert fresh.stop() == 0
    carol = fresh.user("carol")
    fresh.organization("crew", "carol")
    assert {"admin", "carol"} <= set(fresh.admin("list-users").stdout.split())
    assert "nothing wrong" in fresh.admin("fsck").stdout
    fresh.start()
    me = Raw(fresh, carol.token).get("/api/whoami-v2").json()
    assert (me["name"], [each["name"] for each in me["orgs"]]) == ("carol", ["crew"])


@pytest.mark.parametrize(
    "arguments",
    [
        ("create-user", "carol"),
        ("create-user", "CAROL"),
        ("create-user", "api"),
        ("create-user", "a/../b"),
        ("create-user", "adm<script>"),
        ("create-user", ".."),
        ("create-org", "crew", "--owner", "nobody"),
        ("add-member", "nowhere", "carol", "--role", "read"),
        ("add-member", "carol", "carol", "--role", "read"),
        ("create-token", "nobody"),
        ("create-token", "carol", "--role", "owner"),
        ("create-token", "carol", "--expires-in", "soon"),
        ("create-token", "carol", "--role", "fine-grained", "--scope", "nonsense"),
        ("revoke-token", "nothing-like-it"),
    ],
    ids=" ".join,
)
def test_wrong_administration_is_told(tmp_path_factory, arguments):
    hub = Hub(tmp_path_factory.mktemp("admin") / "data")
    hub.user("carol")
    before = hub.admin("list-users").stdout, hub.admin("list-tokens").stdout
    result = hub.admin(*arguments, check=False)
    assert result.returncode > 0
    assert result.stderr.startswith("Error: ") or "error" in result.stderr.lower()
    assert (hub.admin("list-users").stdout, hub.admin("list-tokens").stdout) == before


def test_fsck_finds_damage(fresh):
    """A check that never fails would be worth nothing."""
    fresh.start()
    raw, content = Raw(fresh, fresh.admin_token), random_bytes(100_000, seed=91)
    raw.post("/api/repos/create", json={"name": "m", "type": "model"}).raise_for_status()
    action = raw.upload_action("admin/m", sha256(content), len(content))
    Raw(fresh, None).request("PUT", action["href"], data=content).raise_for_status()
    raw.commit("admin/m", [Raw.header("x"), Raw.large_file("a.bin", sha256(content), len(content))]).raise_for_status()
    [stored] = [path for path in (fresh.data / "objects").rglob("*") if path.is_file()]
    assert fresh.admin("fsck", "--deep").returncode == 0
    stored.chmod(0o600)
    stored.write_bytes(bytes([content[0] ^ 1]) + content[1:])
    assert fresh.admin("fsck", "--deep", check=False).returncode == 1
    stored.unlink()
    result = fresh.admin("fsck", check=False)
    assert result.returncode == 1 and "nothing wrong" not in result.stdout
