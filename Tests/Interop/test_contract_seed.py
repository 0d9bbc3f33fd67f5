"""The contract that the product was given (contract/hub-openapi.yaml), asked of the running hub.

schemathesis makes requests up, good and bad ones, and judges the answers. Where the contract and the Hub differ is in
contract/hub-openapi.overlay.yaml.
"""

import pytest
from support.contract import load, operations, seed_contract
from support.contract_world import REPOS, SCRATCH, World

KINDS = {"/models": "model", "/datasets": "dataset", "/spaces": "space"}
DOCUMENT = seed_contract()


def _with_real_values(document: dict) -> dict:
    """Gives the paths repos that exist, and the bodies ones that may be destroyed."""
    for path, method, operation in operations(document):
        kind = next((kind for prefix, kind in KINDS.items() if path.startswith(prefix + "/")), None)
        values = {"revision": ["main", "v1", "refs/heads/dev"], "repo_id": [f"alice/{REPOS.get(kind, SCRATCH)}"]}
        for parameter in operation.get("parameters", []):
            if parameter["in"] == "path" and parameter["name"] in values:
                parameter["schema"]["enum"] = values[parameter["name"]]
                parameter["example"] = values[parameter["name"]][0]
            elif parameter["name"] in ("search", "author", "filter"):
                parameter["example"] = {"search": "tiny", "author": "alice", "filter": "license:mit"}[parameter["name"]]
        # The examples are of nobody's repos and accounts.
        for content in operation.get("requestBody", {}).get("content", {}).values():
            del content["examples"]
    create = document["components"]["schemas"]["CreateRepoRequest"]["properties"]
    create["name"]["example"] = SCRATCH
    create["organization"]["enum"] = ["alice", None]
    delete = document["paths"]["/repos/delete"]["delete"]["requestBody"]["content"]["application/json"]["schema"]
    delete["properties"]["name"]["enum"] = [SCRATCH]
    delete["properties"]["organization"]["enum"] = ["alice", None]
    return document


# Names that make no sense are for the hub to judge, and what it does not support says so.
contract = load(
    _with_real_values(DOCUMENT),
    checks={
        "positive_data_acceptance": {"expected-statuses": ["2xx", "3xx", "401", "403", "404", "409", "501"]},
        "not_a_server_error": {"expected-statuses": ["2xx", "3xx", "4xx", "501"]},
    },
)


@pytest.fixture(scope="module")
def world(make_hub):
    hub = make_hub("sqlite").start()
    yield World(hub)
    assert hub.stop() == 0, f"the hub did not end well:\n{hub.tail()}"


@contract.parametrize()
def test_contract(case, world):
    operation = case.operation
    headers = {}
    if operation.definition.raw.get("security") != []:
        headers["Authorization"] = f"Bearer {world.owner.token}"
    if operation.path == "/repos/create":
        world.remove("model", SCRATCH)
    elif operation.path.startswith("/repos/"):
        world.scratch("model")
    case.call_and_validate(base_url=world.hub.url + "/api", headers=headers)
