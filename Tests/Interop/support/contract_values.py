"""Real values for what the hub's own document leaves open: parameters of paths, and names of repos to destroy."""

from .contract import operations
from .contract_world import REPOS, SCRATCH

# These change or destroy the repo they are sent to.
CHANGES = ("Settings", "Branch", "Tag", "Squash", "Commit", "deleteLargeFile", "DeleteLargeFile", "DuplicateLargeFiles")


def changes(operation: dict) -> bool:
    name = operation["operationId"]
    return operation["x-method"] not in ("get", "head") and any(word in name for word in CHANGES)


def kind_of(path: str) -> str:
    return next((kind for kind in REPOS if f"/{kind}s/" in path), "model")


def with_real_values(document: dict, world) -> dict:
    xet = world.xet_token()
    *_, domain, epoch = xet["casUrl"].split("/")
    xet_hash = world.xet_hash()
    data_ticket, data_range = world.data_address()
    everywhere = {
        "namespace": [world.owner.name],
        "revision": ["main", "v1", "refs/heads/dev", world.head()],
        "branch": ["dev", "new/one"],
        "range": ["main..dev", "v1...main"],
        "path": ["README.md", "weights.bin"],
        "sha": [world.sha256],
        "id": ["1"],
        "ticket": [world.download_ticket()],
        "domain": [domain],
        "epoch": [epoch],
        "prefix": ["default"],
        "hash": [xet_hash],
        "config": ["default"],
        "split": ["train"],
        "file": ["0.parquet"],
        "tag": ["latest"],
        "digest": [f"sha256:{world.sha256}"],
    }
    for path, method, operation in operations(document):
        operation["x-method"] = method
        kind = kind_of(path)
        values = {
            **everywhere,
            "repo": [SCRATCH if changes(operation) else REPOS[kind]],
            "name": [world.organization if "/organizations/" in path else world.owner.name],
        }
        if "/tree/" in path:
            values["path"] = ["notes"]
        if "/safetensors-metadata/" in path:
            values["path"] = ["model.safetensors"]
        if method != "get":
            values["revision"] = ["main"]
        if operation["operationId"].endswith("CreateBranch"):
            # Any name will do, or is refused for a reason of its own.
            del values["branch"]
        if path.endswith("/data/{ticket}"):
            values.update({"ticket": [data_ticket], "Range": [data_range]})
            # The ticket alone is the right; what stands before it is not looked at.
            del values["domain"], values["epoch"]
        _parameter_values(operation, values, kind)
        _bodies(operation, values)
    return document


def _parameter_values(operation: dict, values: dict, kind: str) -> None:
    kept = []
    for parameter in operation.get("parameters", []):
        if parameter["in"] in ("path", "header") and parameter["name"] in values:
            parameter["schema"] = {"type": "string", "enum": values[parameter["name"]]}
        # Made-up words are nowhere found, so that there would be no hit to judge.
        if parameter["in"] == "query" and parameter["name"] == "search":
            parameter["example"] = REPOS[kind]
        if parameter["in"] == "query" and parameter["name"] == "q":
            parameter["example"] = "tiny" if kind == "model" else "card"
        # Nobody makes a cursor up, and sizes of models are written in a form of their own: the tests of lists have both.
        if parameter["name"] not in ("cursor", "num_parameters"):
            kept.append(parameter)
    operation["parameters"] = kept


def _bodies(operation: dict, values: dict) -> None:
    """Repos that a body names are ones to destroy."""
    for content in operation.get("requestBody", {}).get("content", {}).values():
        properties = content["schema"].get("properties", {})
        if operation["operationId"] == "deleteRepo":
            properties["name"]["enum"] = [f"alice/{SCRATCH}"]
        if operation["operationId"] == "createRepo":
            properties["name"]["examples"] = [SCRATCH, f"alice/{SCRATCH}"]
        if operation["operationId"] == "moveRepo":
            properties["fromRepo"]["enum"] = [f"alice/{SCRATCH}"]
            properties["toRepo"]["examples"] = [f"alice/{SCRATCH}-moved"]
        if "type" in properties:
            properties["type"] = {"enum": ["model", None]}
        if "organization" in properties and operation["operationId"] == "createRepo":
            properties["organization"] = {"enum": ["alice", None]}
        if "startingPoint" in properties:
            properties["startingPoint"] = {"enum": ["main", None]}
