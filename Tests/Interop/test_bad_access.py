"""Tokens that do not hold, and repos that are none of the caller's business."""

import time
import uuid

import pytest

from support.content import random_bytes
from support.raw import Raw


@pytest.fixture(scope="module")
def secret(hub, api):
    """A private repo of an organization, with a read-only member `reader`."""
    hub.organization(organization := f"org-{uuid.uuid4().hex[:8]}", "alice", reader="read")
    name = f"{organization}/secret"
    api.create_repo(name, private=True)
    api.upload_file(path_or_fileobj=b"secret", path_in_repo="a.txt", repo_id=name)
    api.upload_file(path_or_fileobj=random_bytes(1000, seed=80), path_in_repo="a.bin", repo_id=name)
    api.create_tag(name, tag="v1")
    return name


READS = [
    ("GET", "/api/models/{repo}"),
    ("GET", "/api/models/{repo}/revision/main"),
    ("GET", "/api/models/{repo}/tree/main"),
    ("GET", "/api/models/{repo}/tree/{sha}"),
    ("GET", "/api/models/{repo}/refs"),
    ("GET", "/api/models/{repo}/commits/main"),
    ("GET", "/api/models/{repo}/auth-check"),
    ("POST", "/api/models/{repo}/paths-info/main"),
    ("GET", "/{repo}/resolve/main/a.txt"),
    ("HEAD", "/{repo}/resolve/main/a.bin"),
    ("GET", "/{repo}/resolve/{sha}/a.txt"),
    ("GET", "/{repo}/raw/main/a.txt"),
]
WRITES = [
    ("POST", "/api/models/{repo}/commit/main"),
    ("POST", "/api/models/{repo}/preupload/main"),
    ("POST", "/api/models/{repo}/branch/new"),
    ("DELETE", "/api/models/{repo}/tag/v1"),
    ("POST", "/api/models/{repo}/tag/main"),
    ("POST", "/api/models/{repo}/super-squash/main"),
    ("PUT", "/api/models/{repo}/settings"),
    ("POST", "/api/models/{repo}/lfs-files/batch"),
    ("GET", "/api/models/{repo}/auth-check/write"),
]


def ask(raw, method, path, repo, sha):
    path = path.format(repo=repo, sha=sha)
    if path.endswith("/commit/main"):
        return raw.commit(repo, [Raw.header("x"), Raw.file("evil.txt", b"x")])
    if "paths-info" in path:
        return raw.request(method, path, data={"paths": "a.txt"})
    body = {
        "preupload": {"files": [{"path": "x", "sample": "", "size": 0}]},
        "tag/main": {"tag": "v2"},
        "super-squash": {"message": "x"},
        "settings": {"private": False},
        "lfs-files": {"deletions": {"sha": ["0" * 64], "rewriteHistory": True}},
        "branch": {},
    }
    for part, value in body.items():
        if part in path and method != "GET":
            return raw.request(method, path, json=value)
    return raw.request(method, path)


@pytest.fixture
def sha(hub, alice, secret):
    return Raw(hub, alice.token).head(secret)


@pytest.fixture
def unchanged(hub, alice, secret):
    before = Raw(hub, alice.token).state(secret)
    yield
    assert Raw(hub, alice.token).state(secret) == before


@pytest.mark.parametrize(("method", "path"), READS + WRITES)
def test_private_repo_to_anonymous(hub, secret, sha, unchanged, method, path):
    answer = ask(Raw(hub, None), method, path, secret, sha)
    # Who must sign in for any repo is told that before anybody looks for this one.
    codes = {"RepoNotFound"} if (method, path) in READS else {"RepoNotFound", "Unauthorized"}
    assert answer.status_code == 401
    assert answer.headers.get("x-error-code") in codes
    assert "secret" not in answer.text.replace(secret, "")


@pytest.mark.parametrize(("method", "path"), READS + WRITES)
def test_private_repo_to_a_stranger(hub, bob, secret, sha, unchanged, method, path):
    answer = ask(Raw(hub, bob.token), method, path, secret, sha)
    assert (answer.status_code, answer.headers.get("x-error-code")) == (404, "RepoNotFound")


@pytest.mark.parametrize(("method", "path"), READS + WRITES)
def test_private_repo_looks_like_a_missing_one(hub, bob, secret, sha, method, path):
    for token in (bob.token, None):
        hidden = ask(Raw(hub, token), method, path, secret, sha)
        missing = ask(Raw(hub, token), method, path, secret.replace("secret", "absent"), sha)
        assert hidden.status_code == missing.status_code
        assert hidden.text.replace("secret", "absent") == missing.text
        assert hidden.headers["x-error-code"] == missing.headers["x-error-code"]


@pytest.mark.parametrize(("method", "path"), READS)
def test_private_repo_to_a_reading_member(hub, secret, sha, method, path):
    answer = ask(Raw(hub, hub.user("reader").token), method, path, secret, sha)
    assert answer.status_code == 200


@pytest.mark.parametrize(("method", "path"), WRITES)
def test_writes_by_a_reading_member(hub, secret, sha, unchanged, method, path):
    answer = ask(Raw(hub, hub.user("reader").token), method, path, secret, sha)
    assert answer.status_code == 403 and answer.headers["x-error-code"]


@pytest.mark.parametrize(("method", "path"), WRITES)
def test_writes_with_a_read_token(hub, secret, sha, unchanged, method, path):
    token = hub.token("alice", "read")
    answer = ask(Raw(hub, token), method, path, secret, sha)
    assert answer.status_code == 403 and answer.headers["x-error-code"]


def test_creating_and_deleting_with_a_read_token(hub, alice, name, secret, unchanged):
    raw = Raw(hub, hub.token("alice", "read"))
    short = name.split("/")[1]
    assert raw.post("/api/repos/create", json={"name": short, "type": "model"}).status_code == 403
    organization, model = secret.split("/")
    delete = {"name": model, "organization": organization, "type": "model"}
    assert raw.request("DELETE", "/api/repos/delete", json=delete).status_code == 403
    move = {"fromRepo": secret, "toRepo": f"alice/{short}", "type": "model"}
    assert raw.post("/api/repos/move", json=move).status_code == 403
    assert Raw(hub, alice.token).get(f"/api/models/{name}").status_code == 404


BAD_TOKENS = ["hf_", "hf_" + "a" * 34, "nonsense", "hf_" + "ä" * 34, "x" * 10_000]


@pytest.mark.parametrize("token", BAD_TOKENS, ids=["empty", "wrong", "nonsense", "not ASCII", "long"])
def test_unknown_token(hub, model, token):
    raw = Raw(hub, None)
    raw.session.headers["authorization"] = f"Bearer {token}".encode()
    for path in ("/api/whoami-v2", f"/api/models/{model}", f"/{model}/resolve/main/.gitattributes"):
        answer = raw.get(path)
        assert answer.status_code == 401 and answer.headers["x-error-code"]


def test_whoami_needs_a_token(hub):
    answer = Raw(hub, None).get("/api/whoami-v2")
    assert answer.status_code == 401 and answer.headers["x-error-code"]


def refused(hub, token, repo) -> bool:
    raw = Raw(hub, token)
    answers = [raw.get("/api/whoami-v2"), raw.commit(repo, [Raw.header("x"), Raw.file("evil.txt", b"x")])]
    assert all(answer.headers.get("x-error-code") for answer in answers if answer.status_code != 200)
    return [answer.status_code for answer in answers] == [401, 401]


def test_expired_token(hub, alice, secret, unchanged):
    # Valid at first, however long it takes until it is used.
    for lifetime in (2, 8, 32):
        token = hub.token("alice", "write", "--expires-in", f"{lifetime}s")
        if Raw(hub, token).get("/api/whoami-v2").status_code == 200:
            break
    else:
        pytest.fail("no token was ever valid")
    time.sleep(lifetime + 1)
    assert refused(hub, token, secret)


def test_revoked_token(hub, alice, secret, unchanged):
    token = hub.token("alice", "write", "--name", "doomed")
    assert Raw(hub, token).get("/api/whoami-v2").status_code == 200
    [line] = [line for line in hub.admin("list-tokens").stdout.splitlines() if "doomed" in line]
    assert token not in line
    hub.admin("revoke-token", line.split()[0])
    # A running hub may hold what it knows of a token for a moment.
    deadline = time.monotonic() + 10
    while not refused_read(hub, token) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert refused(hub, token, secret)


def refused_read(hub, token) -> bool:
    return Raw(hub, token).get("/api/whoami-v2").status_code == 401


def test_fine_grained_token(hub, api, name, secret, unchanged):
    api.create_repo(name, private=True)
    api.create_repo(f"{name}-other", private=True)
    raw = Raw(hub, hub.token("alice", "fine-grained", "--scope", f"{name}:write"))
    change = [Raw.header("x"), Raw.file("a.txt", b"x")]
    assert raw.commit(name, change).status_code == 200
    for other in (f"{name}-other", secret):
        # What the token has no scope for is as if it were not there.
        assert raw.get(f"/api/models/{other}").status_code == 404
        assert raw.commit(other, change).status_code == 404
    api.update_repo_settings(f"{name}-other", private=False)
    assert raw.get(f"/api/models/{name}-other").status_code == 200
    assert raw.commit(f"{name}-other", change).status_code == 403
    reading = Raw(hub, hub.token("alice", "fine-grained", "--scope", f"{name}:read"))
    assert reading.get(f"/api/models/{name}").status_code == 200
    assert reading.commit(name, change).status_code == 403


def test_secret_is_not_stored(hub, alice):
    """Nothing in the data folder holds a token, or a password, as it was handed out."""
    hub.admin("list-tokens")
    wanted = [alice.token.encode(), hub.admin_token.encode(), hub.admin_password.encode(), b"pass-alice-word"]
    for path in hub.data.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert not any(each in content for each in wanted), path


def test_secrets_are_for_the_owner_only(hub):
    secrets = [path for path in hub.data.rglob("*") if path.is_file() and "secret" in str(path.relative_to(hub.data))]
    assert secrets
    assert all(path.stat().st_mode & 0o077 == 0 for path in secrets)


@pytest.mark.parametrize("path", ["/api/models/{repo}/revision/{sha}", "/api/models/{repo}/tree/{sha}",
                                  "/{repo}/resolve/{sha}/a.txt", "/api/models/{repo}/commits/{sha}"])  # fmt: skip
def test_another_repos_commit(hub, alice, bob, secret, sha, path):
    for user in (bob, alice):
        raw = Raw(hub, user.token)
        own = f"{user.name}/own-{uuid.uuid4().hex[:8]}"
        raw.post("/api/repos/create", json={"name": own.split("/")[1], "type": "model"}).raise_for_status()
        answer = raw.get(path.format(repo=own, sha=sha))
        assert (answer.status_code, answer.headers["x-error-code"]) == (404, "RevisionNotFound")
        for method, route, body in (
            ("POST", "branch/stolen", {"startingPoint": sha}),
            ("POST", f"tag/{sha}", {"tag": "stolen"}),
        ):
            answer = raw.request(method, f"/api/models/{own}/{route}", json=body)
            assert (answer.status_code, answer.headers["x-error-code"]) == (404, "RevisionNotFound")


def test_lists_hide_private_repos(hub, secret):
    organization = secret.split("/")[0]
    for query in (f"author={organization}", f"search={organization}"):
        assert Raw(hub, None).get(f"/api/models?{query}").json() == []


def test_origin_is_not_mirrored(hub, secret):
    """A page of another site must not read with the visitor's session."""
    answer = Raw(hub, None).get("/api/models", headers={"origin": "https://evil.example"})
    credentials = answer.headers.get("access-control-allow-credentials", "false")
    assert credentials != "true" or answer.headers.get("access-control-allow-origin") != "https://evil.example"
