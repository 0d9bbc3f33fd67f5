"""Large-file uploads that must be refused: wrong bytes, wrong tickets, other people's content."""

import re
import uuid

import pytest

from support.content import random_bytes, sha256
from support.hub import MULTIPART_CHUNK
from support.raw import LFS_TYPE, Raw
from support.wire import chunk, send

CONTENT = random_bytes(100_000, seed=70)
OID = sha256(CONTENT)


@pytest.fixture
def raw(hub, alice):
    return Raw(hub, alice.token)


@pytest.fixture
def plain(hub):
    """Uploads carry no token: their address is the ticket."""
    return Raw(hub, None)


def path_of(hub, href: str) -> str:
    assert href.startswith(hub.url)
    return href[len(hub.url) :]


def assert_not_stored(raw, repo, oid=OID, size=len(CONTENT)):
    """The hub still asks for the content, and no commit can use it."""
    [entry] = raw.batch(repo, [(oid, size)]).json()["objects"]
    assert "upload" in entry["actions"]
    answer = raw.commit(repo, [Raw.header("x"), Raw.large_file("a.bin", oid, size)])
    assert 400 <= answer.status_code < 500 and answer.headers["x-error-code"]
    assert raw.get(f"/api/models/{repo}/lfs-files").json() == []
    [download] = raw.batch(repo, [(oid, size)], operation="download").json()["objects"]
    assert "actions" not in download and download["error"]["code"] == 404


def put(plain, href, body, **headers):
    return plain.request("PUT", href, data=body, headers=headers)


def test_right_bytes_are_stored(raw, plain, model):
    """What the other tests of this file vary."""
    action = raw.upload_action(model, OID, len(CONTENT))
    assert put(plain, action["href"], CONTENT).status_code == 200
    raw.commit(model, [Raw.header("x"), Raw.large_file("a.bin", OID, len(CONTENT))]).raise_for_status()
    assert plain.get(f"/{model}/resolve/main/a.bin").content == CONTENT
    [entry] = raw.batch(model, [(OID, len(CONTENT))]).json()["objects"]
    assert "actions" not in entry


WRONG_BODIES = {
    "other bytes": CONTENT[:-1] + bytes([CONTENT[-1] ^ 1]),
    "shorter": CONTENT[:-1],
    "longer": CONTENT + b"x",
    "empty": b"",
}


@pytest.mark.parametrize("body", WRONG_BODIES.values(), ids=WRONG_BODIES.keys())
@pytest.mark.parametrize("chunked", [False, True], ids=["length", "chunked"])
def test_wrong_bytes(raw, plain, model, body, chunked):
    action = raw.upload_action(model, OID, len(CONTENT))
    answer = put(plain, action["href"], iter([body]) if chunked and body else body)
    assert 400 <= answer.status_code < 500, answer.text
    assert answer.headers["x-error-code"]
    assert_not_stored(raw, model)


def test_body_that_breaks_off(hub, raw, model):
    action = raw.upload_action(model, OID, len(CONTENT))
    headers = {"content-length": str(len(CONTENT))}
    answer = send(hub.url, "PUT", path_of(hub, action["href"]), headers, CONTENT[:50_000])
    assert answer is None or answer.status >= 400
    assert_not_stored(raw, model)


def test_whole_content_in_a_body_that_breaks_off(hub, raw, model):
    action = raw.upload_action(model, OID, len(CONTENT))
    headers = {"transfer-encoding": "chunked"}
    answer = send(hub.url, "PUT", path_of(hub, action["href"]), headers, chunk(CONTENT))
    assert answer is None or answer.status >= 400
    assert_not_stored(raw, model)


def test_body_larger_than_announced(hub, raw, model):
    """The announced bytes are right; those behind them are not stored with them."""
    action = raw.upload_action(model, OID, len(CONTENT))
    headers = {"content-length": str(len(CONTENT)), "connection": "close"}
    answer = send(hub.url, "PUT", path_of(hub, action["href"]), headers, CONTENT + b"more")
    assert answer is not None
    if answer.status < 300:
        raw.commit(model, [Raw.header("x"), Raw.large_file("a.bin", OID, len(CONTENT))]).raise_for_status()
        assert raw.get(f"/{model}/resolve/main/a.bin").content == CONTENT


def test_wrong_size_in_the_batch(raw, plain, model):
    """The hash is right and the announced size is not."""
    action = raw.upload_action(model, OID, len(CONTENT) + 1)
    answer = put(plain, action["href"], CONTENT)
    assert 400 <= answer.status_code < 500
    assert_not_stored(raw, model)


@pytest.mark.parametrize(
    "entry",
    [("abc", 1), ("Z" * 64, 1), ("../" * 21 + "x", 1), (OID, -1), (OID, 2**70), (OID, "1"), ("", 0)],
    ids=["short", "no hex", "path", "negative", "huge", "text", "empty"],
)
def test_bad_object_in_a_batch(raw, model, entry):
    answer = raw.batch(model, [entry])
    if answer.status_code == 200:
        [refused] = answer.json()["objects"]
        assert "actions" not in refused and refused["error"]["code"] in (400, 413, 422)
    else:
        assert answer.status_code in (400, 413, 422) and answer.headers["x-error-code"]


def test_unknown_operation_of_a_batch(raw, model):
    answer = raw.batch(model, [(OID, 1)], operation="destroy")
    assert answer.status_code in (400, 422) and answer.headers["x-error-code"]


def test_other_hash_algorithm(raw, model):
    answer = raw.batch(model, [(OID, 1)], hash_algo="sha512")
    assert answer.status_code in (400, 409, 422) and answer.headers["x-error-code"]


# Tickets


def tampered(href: str) -> str:
    """The address with one character of its ticket changed: the last one that stands for whole bits."""
    position = len(href) - 4
    return href[:position] + ("A" if href[position] != "A" else "B") + href[position + 1 :]


def test_tampered_ticket(raw, plain, model):
    action = raw.upload_action(model, OID, len(CONTENT))
    answer = put(plain, tampered(action["href"]), CONTENT)
    assert answer.status_code in (400, 401, 403, 404), answer.text
    assert answer.headers["x-error-code"]
    assert_not_stored(raw, model)


def test_no_ticket(hub, raw, plain, model):
    href = raw.upload_action(model, OID, len(CONTENT))["href"]
    answer = put(plain, href.split("?")[0], CONTENT) if "?" in href else put(plain, href.rsplit("/", 1)[0], CONTENT)
    assert 400 <= answer.status_code < 500, answer.text
    assert_not_stored(raw, model)


def test_a_waiting_client_is_told_before_it_sends(hub, raw, model):
    """With `Expect: 100-continue`, a refusal costs no gigabytes, and a client that may go on hears so."""
    href = raw.upload_action(model, OID, len(CONTENT))["href"]
    headers = {"content-length": str(len(CONTENT)), "expect": "100-continue"}
    assert send(hub.url, "PUT", path_of(hub, href), headers, b"", keep_open=True).status == 100
    refused = send(hub.url, "PUT", path_of(hub, tampered(href)), headers, b"", keep_open=True)
    assert refused.status == 403 and refused.headers["x-error-code"]


def test_ticket_for_another_object(raw, plain, model):
    other = random_bytes(100_000, seed=71)
    action = raw.upload_action(model, sha256(other), len(other))
    answer = put(plain, action["href"], CONTENT)
    assert 400 <= answer.status_code < 500
    assert_not_stored(raw, model)
    assert_not_stored(raw, model, sha256(other), len(other))


def test_ticket_serves_its_own_repo_only(api, raw, plain, model):
    other = f"{model}-other"
    api.create_repo(other)
    raw.upload_action(other, OID, len(CONTENT))
    action = raw.upload_action(model, OID, len(CONTENT))
    assert put(plain, action["href"], CONTENT).status_code == 200
    assert_not_stored(raw, other)


def test_ticket_serves_its_own_purpose_only(raw, plain, model):
    [entry] = raw.batch(model, [(OID, len(CONTENT))]).json()["objects"]
    upload, verify = entry["actions"]["upload"]["href"], entry["actions"]["verify"]["href"]
    upload_ticket, verify_ticket = (re.split(r"[/?=&]", href)[-1] for href in (upload, verify))
    assert upload_ticket != verify_ticket
    answer = put(plain, upload.replace(upload_ticket, verify_ticket), CONTENT)
    assert answer.status_code in (400, 401, 403, 404), answer.text
    assert_not_stored(raw, model)


def test_ticket_ends_with_the_right_to_write(hub, raw, plain, model):
    """A member who is put out in the middle of an upload does not finish it."""
    organization = hub.organization(f"org-{uuid.uuid4().hex[:8]}", "alice", leaver="write")
    repo = f"{organization}/model"
    raw.post("/api/repos/create", json={"organization": organization, "name": "model", "type": "model"})
    action = Raw(hub, hub.user("leaver").token).upload_action(repo, OID, len(CONTENT))
    hub.admin("add-member", organization, "leaver", "--role", "read")
    answer = put(plain, action["href"], CONTENT)
    assert answer.status_code in (401, 403, 404), answer.text
    assert_not_stored(raw, repo)


def test_ticket_of_a_deleted_repo(api, raw, plain, model):
    action = raw.upload_action(model, OID, len(CONTENT))
    api.delete_repo(model)
    answer = put(plain, action["href"], CONTENT)
    assert 400 <= answer.status_code < 500
    api.create_repo(model)
    assert_not_stored(raw, model)


def test_verify(raw, plain, model):
    [entry] = raw.batch(model, [(OID, len(CONTENT))]).json()["objects"]
    verify, upload = entry["actions"]["verify"]["href"], entry["actions"]["upload"]["href"]
    asked = {"oid": OID, "size": len(CONTENT)}
    early = raw.post(verify, json=asked, headers={"content-type": LFS_TYPE})
    assert 400 <= early.status_code < 500
    assert put(plain, upload, CONTENT).status_code == 200
    assert raw.post(verify, json=asked, headers={"content-type": LFS_TYPE}).status_code == 200
    wrong = raw.post(verify, json={**asked, "size": 1}, headers={"content-type": LFS_TYPE})
    assert 400 <= wrong.status_code < 500


# Parts

BIG = random_bytes(3 * MULTIPART_CHUNK + 1000, seed=72)
BIG_OID = sha256(BIG)


def parts_of(action) -> list[str]:
    assert int(action["header"]["chunk_size"]) == MULTIPART_CHUNK
    # The keys are the parts' numbers, as text that may have leading zeros.
    numbered = sorted((int(key), href) for key, href in action["header"].items() if key.isdigit())
    assert [number for number, _ in numbered] == list(range(1, len(numbered) + 1))
    return [href for _, href in numbered]


def upload_parts(plain, action, content) -> list[dict]:
    done = []
    for number, href in enumerate(parts_of(action)):
        answer = put(plain, href, content[number * MULTIPART_CHUNK : (number + 1) * MULTIPART_CHUNK])
        assert answer.status_code == 200, answer.text
        done.append({"partNumber": number + 1, "etag": answer.headers["etag"]})
    return done


def complete(plain, action, parts, oid=BIG_OID):
    return plain.post(action["href"], json={"oid": oid, "parts": parts}, headers={"content-type": LFS_TYPE})


def test_parts_out_of_order_and_twice(raw, plain, model):
    action = raw.upload_action(model, BIG_OID, len(BIG))
    hrefs = parts_of(action)
    pieces = [BIG[number * MULTIPART_CHUNK : (number + 1) * MULTIPART_CHUNK] for number in range(len(hrefs))]
    etags = {}
    for number in (3, 1, 0, 2, 1):
        etags[number] = put(plain, hrefs[number], pieces[number]).headers["etag"]
    parts = [{"partNumber": number + 1, "etag": etags[number]} for number in range(4)]
    assert complete(plain, action, parts).status_code == 200
    raw.commit(model, [Raw.header("x"), Raw.large_file("a.bin", BIG_OID, len(BIG))]).raise_for_status()
    assert sha256(plain.get(f"/{model}/resolve/main/a.bin").content) == BIG_OID


def test_missing_part(raw, plain, model):
    action = raw.upload_action(model, BIG_OID, len(BIG))
    hrefs = parts_of(action)
    parts = []
    for number in (0, 1, 3):
        answer = put(plain, hrefs[number], BIG[number * MULTIPART_CHUNK : (number + 1) * MULTIPART_CHUNK])
        parts.append({"partNumber": number + 1, "etag": answer.headers["etag"]})
    answer = complete(plain, action, parts)
    assert 400 <= answer.status_code < 500 and answer.headers["x-error-code"]
    assert_not_stored(raw, model, BIG_OID, len(BIG))


def test_parts_with_other_bytes(raw, plain, model):
    action = raw.upload_action(model, BIG_OID, len(BIG))
    parts = upload_parts(plain, action, bytes([BIG[0] ^ 1]) + BIG[1:])
    answer = complete(plain, action, parts)
    assert 400 <= answer.status_code < 500 and answer.headers["x-error-code"]
    assert_not_stored(raw, model, BIG_OID, len(BIG))


def test_part_of_the_wrong_length(raw, plain, model):
    action = raw.upload_action(model, BIG_OID, len(BIG))
    answer = put(plain, parts_of(action)[0], BIG[: MULTIPART_CHUNK + 1])
    assert 400 <= answer.status_code < 500 and answer.headers["x-error-code"]
    assert_not_stored(raw, model, BIG_OID, len(BIG))


def test_wrong_etag(raw, plain, model):
    action = raw.upload_action(model, BIG_OID, len(BIG))
    parts = upload_parts(plain, action, BIG)
    parts[1]["etag"] = '"' + "0" * 32 + '"'
    answer = complete(plain, action, parts)
    assert 400 <= answer.status_code < 500 and answer.headers["x-error-code"]
    assert_not_stored(raw, model, BIG_OID, len(BIG))


# Other people's content


def test_another_repos_hash(hub, api, raw, plain, alice, bob, model):
    """Nobody gets content by knowing its hash: not by batch, not by commit, not as the same owner."""
    action = raw.upload_action(model, OID, len(CONTENT))
    put(plain, action["href"], CONTENT)
    raw.commit(model, [Raw.header("x"), Raw.large_file("a.bin", OID, len(CONTENT))]).raise_for_status()
    api.update_repo_settings(model, private=True)
    for user in (bob, alice):
        own = Raw(hub, user.token)
        other = f"{user.name}/{model.split('/')[1]}-other"
        own.post("/api/repos/create", json={"name": other.split("/")[1], "type": "model"}).raise_for_status()
        assert_not_stored(own, other)


def test_batch_on_a_private_repo(hub, api, raw, model, bob):
    api.update_repo_settings(model, private=True)
    for operation in ("upload", "download"):
        answer = Raw(hub, bob.token).batch(model, [(OID, 1)], operation=operation)
        assert (answer.status_code, answer.headers["x-error-code"]) == (404, "RepoNotFound")
        answer = Raw(hub, None).batch(model, [(OID, 1)], operation=operation)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"].startswith("Basic")


def test_upload_batch_on_a_strangers_public_repo(hub, model, bob):
    assert Raw(hub, bob.token).batch(model, [(OID, 1)]).status_code == 403
    assert Raw(hub, None).batch(model, [(OID, 1)]).status_code == 401
