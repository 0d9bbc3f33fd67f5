"""Loads OpenAPI documents for schemathesis, which makes requests up from them and judges the answers."""

import copy
import json
import pathlib

import schemathesis
import yaml

# The hub takes a query parameter without a value as one that is not there, and flags so as true.
EMPTY = ("", [""])

FOLDER = pathlib.Path(__file__).parent.parent / "contract"
METHODS = ("get", "head", "post", "put", "patch", "delete")


@schemathesis.serializer("application/x-ndjson")
def lines(context, value) -> dict:
    """A commit of one change."""
    header = {"key": "header", "value": {"summary": "Made up"}}
    return {"data": b"".join(json.dumps(line).encode() + b"\n" for line in (header, value))}


@schemathesis.hook
def filter_failure(context, failure, case, response) -> bool:
    """Whether the failure counts."""
    kind = type(failure).__name__
    if kind == "RejectedPositiveData":
        # What each parameter allows can be too much together, which no schema says.
        return "can be combined" not in response.text
    if kind != "AcceptedNegativeData":
        return True
    # An empty value is not wrong.
    query = {name: value for name, value in (case.query or {}).items() if value not in EMPTY}
    return query == (case.query or {})


def seed_contract() -> dict:
    """The contract the product was given, with what the overlay says otherwise."""
    document = yaml.safe_load((FOLDER / "hub-openapi.yaml").read_text())
    for change in yaml.safe_load((FOLDER / "hub-openapi.overlay.yaml").read_text()):
        assert change["why"], "a deviation needs a reason"
        for place in change["at"]:
            found = list(_places(document, place))
            assert found, f"the overlay speaks of nothing: {place}"
            for node, key in found:
                if change.get("or_null"):
                    _allow_null(node[key])
                elif change["set"] is None:
                    del node[key]
                else:
                    node[key] = copy.deepcopy(change["set"])
    return document


def _places(node, place: list):
    """Where a place is, as a node and the last key: `*` is every key, `{name: x}` one item of a list."""
    key, *rest = place
    if isinstance(key, dict):
        for item in node:
            if all(item.get(name) == wanted for name, wanted in key.items()):
                yield from _places(item, rest)
    elif key == "*":
        for child in node.values():
            if isinstance(child, dict):
                yield from _places(child, rest)
    elif not rest:
        yield node, key
    elif key in node:
        yield from _places(node[key], rest)


def _allow_null(schema: dict) -> None:
    schema["type"] = [schema["type"], "null"]
    if "enum" in schema:
        schema["enum"].append(None)


def load(document: dict, examples: int = 15, checks: dict | None = None):
    """The document for schemathesis: the same requests in every run, so many made up for each operation.

    `checks` changes what its checks expect.
    """
    config = schemathesis.Config.from_dict(
        {
            "seed": 41,
            "generation": {
                "max-examples": examples,
                "deterministic": True,
                "database": "none",
                "no-shrink": True,
                # The hub's readers of HTTP refuse these before any route sees them.
                "allow-x00": False,
            },
            "checks": {
                # Too much of something is answered 413.
                "negative_data_rejection": {"expected-statuses": ["4xx", "501"]},
                **(checks or {}),
            },
        }
    )
    return schemathesis.openapi.from_dict(document, config=config)


def operations(document: dict):
    """Every operation with its path and method."""
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method, item[method]
