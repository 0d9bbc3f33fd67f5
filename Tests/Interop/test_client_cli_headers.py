"""`roost gguf` and `roost safetensors`: headers of files here and on the hub."""

import json
import pathlib

import pytest

from support.content import random_bytes
from support.reading import *  # noqa: F403
from support.reading import fill, on_one_database
from support.relay import Relay

pytestmark = on_one_database

FIXTURES = pathlib.Path(__file__).parent.parent / "ModelFormatsTests/Fixtures"
GGUF = (FIXTURES / "tiny.gguf").read_bytes()


def safetensors(**tensors: tuple[str, list[int], int]) -> bytes:
    header, place = {"__metadata__": {"format": "pt"}}, 0
    for name, (dtype, shape, size) in tensors.items():
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [place, place + size]}
        place += size
    text = json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + random_bytes(place, seed=72)


@pytest.fixture(scope="module")
def quantized(api, alice):
    return fill(
        api,
        f"{alice.name}/headers-gguf",
        files={"tiny-Q4_K_M.gguf": GGUF, "tiny-Q8_0.gguf": GGUF + bytes(1000), "README.md": b"# Tiny\n"},
    )


@pytest.fixture(scope="module")
def sharded(api, alice):
    files = {
        "model-00001-of-00002.safetensors": safetensors(a=("F32", [1000, 500], 2_000_000)),
        "model-00002-of-00002.safetensors": safetensors(b=("BF16", [10], 20), c=("I64", [], 8)),
    }
    index = {
        "metadata": {},
        "weight_map": {
            "a": "model-00001-of-00002.safetensors",
            "b": "model-00002-of-00002.safetensors",
            "c": "model-00002-of-00002.safetensors",
        },
    }
    files["model.safetensors.index.json"] = json.dumps(index).encode()
    return fill(api, f"{alice.name}/headers-safetensors", files=files)


def test_gguf_of_this_machine_and_of_the_hub(roost, quantized):
    here = roost.json("gguf", str(FIXTURES / "tiny.gguf"), "--tensors")
    assert (here["version"], here["size"]) == (3, len(GGUF))
    assert here["architecture"] == here["metadata"]["general.architecture"]
    assert len(here["tensors"]) == here["tensor_count"]
    there = roost.json("gguf", quantized, "tiny-Q4_K_M.gguf", "--tensors")
    same = set(here) - {"path", "commit"}
    assert {key: there[key] for key in same} == {key: here[key] for key in same}
    assert len(there["commit"]) == 40
    for source in (f"{quantized}:Q4_K_M", f"hf://{quantized}/tiny-Q4_K_M.gguf"):
        assert roost.json("gguf", source)["path"] == "tiny-Q4_K_M.gguf"
    assert "general.architecture" in roost.out("gguf", quantized, "tiny-Q4_K_M.gguf")


def test_gguf_of_a_repo(roost, quantized):
    rows = roost.json("gguf", quantized)
    assert [(row["quantization"], row["path"], row["preferred"]) for row in rows] == [
        ("Q4_K_M", "tiny-Q4_K_M.gguf", True),
        ("Q8_0", "tiny-Q8_0.gguf", False),
    ]
    assert roost.lines("gguf", quantized, "-q") == ["tiny-Q4_K_M.gguf", "tiny-Q8_0.gguf"]
    error = roost.error(3, "gguf", f"{quantized}:Q2_K")
    assert "Q4_K_M" in error["hint"]


def test_safetensors_of_many_files(roost, sharded, api):
    answer = roost.json("safetensors", sharded, "--tensors")
    assert answer["parameters"]["by_dtype"] == {"F32": 500_000, "BF16": 10}
    assert [file["path"] for file in answer["files"]] == [
        "model-00001-of-00002.safetensors",
        "model-00002-of-00002.safetensors",
    ]
    assert {tensor["name"] for tensor in answer["tensors"]} == {"a", "b", "c"}
    theirs = api.get_safetensors_metadata(sharded)
    assert {name for file in theirs.files_metadata.values() for name in file.tensors} == {"a", "b", "c"}
    one = roost.json("safetensors", sharded, "model-00002-of-00002.safetensors")
    assert one["metadata"] == {"format": "pt"} and len(one["files"]) == 1
    assert roost.lines("safetensors", sharded)[0] == "parameters: 500,010"


def test_safetensors_of_this_machine(roost, tmp_path):
    (tmp_path / "m.safetensors").write_bytes(safetensors(a=("F16", [2, 2], 8)))
    answer = roost.json("safetensors", str(tmp_path / "m.safetensors"), "--tensors")
    assert answer["parameters"] == {"total": 4, "by_dtype": {"F16": 4}}
    [tensor] = answer["tensors"]
    assert (tensor["name"], tensor["dtype"], tensor["shape"], tensor["bytes"]) == ("a", "F16", [2, 2], 8)


def test_headers_dont_fetch_the_files(roost, sharded):
    with Relay(roost.environment["HF_ENDPOINT"]) as relay:
        roost.with_(HF_ENDPOINT=relay.url).run("safetensors", sharded)
        assert 0 < relay.bytes_of_files < 500_000
    assert not list(roost.cache.glob("models--*"))


def test_damaged_files(roost, api, name, tmp_path):
    (tmp_path / "no.gguf").write_bytes(b"GGUX" + bytes(100))
    (tmp_path / "no.safetensors").write_bytes(b"\xff" * 100)
    for command in ("gguf", "safetensors"):
        error = roost.error(1, command, str(tmp_path / f"no.{command}"))
        assert error["code"] == "decoding"
        assert roost.error(3, command, f"./missing.{command}")["code"] == "entry_not_found"
    fill(api, name, files={"no.gguf": b"GGUX" + bytes(100)})
    assert roost.error(1, "gguf", name, "no.gguf")["code"] == "decoding"
