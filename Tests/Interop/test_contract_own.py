"""The hub's own `/openapi.json`, asked of the hub: what it documents is what it does.

schemathesis makes requests up for every documented operation and judges the answers by the document.
"""

import pytest
import schemathesis
from support.contract import load
from support.contract_values import changes, kind_of, with_real_values
from support.contract_world import SCRATCH, World

READS = ["GET", "HEAD"]


@pytest.fixture(scope="module")
def world(make_hub):
    hub = make_hub("sqlite").start()
    yield World(hub)
    assert hub.stop() == 0, f"the hub did not end well:\n{hub.tail()}"


@pytest.fixture(scope="module")
def document(world):
    answer = world.raw.get("/openapi.json")
    answer.raise_for_status()
    return with_real_values(answer.json(), world)


def checks(*refusals: str) -> dict:
    """What is right to answer to a good request: a schema can't say everything that the hub judges."""
    return {
        "positive_data_acceptance": {"expected-statuses": ["2xx", "3xx", "401", "403", "404", "501", *refusals]},
        # What is not supported says so.
        "not_a_server_error": {"expected-statuses": ["2xx", "3xx", "4xx", "501"]},
    }


@pytest.fixture(scope="module")
def reads(document):
    return load(document, examples=6, checks=checks("416"))


@pytest.fixture(scope="module")
def writes(document):
    # Which paths, names and digests make sense is for the hub to judge.
    return load(document, examples=4, checks=checks("400", "409", "412", "413", "422"))


def credential(world, operation) -> dict:
    schemes = {name for choice in operation.get("security", []) for name in choice}
    if schemes == {"xet"}:
        return {"Authorization": f"Bearer {world.xet_token()['accessToken']}"}
    required = schemes and {} not in operation["security"]
    return {"Authorization": f"Bearer {world.owner.token}"} if required else {}


@pytest.mark.timeout(200)
@schemathesis.pytest.from_fixture("reads").include(method=READS).parametrize()
def test_reads(case, world):
    operation = case.operation.definition.raw
    case.call_and_validate(base_url=world.hub.url, headers=credential(world, operation))


@pytest.mark.timeout(200)
@schemathesis.pytest.from_fixture("writes").exclude(method=READS).parametrize()
def test_writes(case, world):
    operation = case.operation.definition.raw
    path = case.operation.path
    if path == "/api/repos/create":
        world.remove("model", SCRATCH)
    elif path.startswith("/api/repos/") or changes(operation):
        world.scratch(kind_of(path))
        if path == "/api/repos/move":
            world.remove("model", SCRATCH + "-moved")
    case.call_and_validate(base_url=world.hub.url, headers=credential(world, operation))
