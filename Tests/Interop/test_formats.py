"""Safetensors headers by the client's own methods, and Parquet files of datasets."""

import json
import struct

import pytest

from support.client import upload
from support.content import random_bytes
from support.raw import Raw


def safetensors(**shapes):
    header, offset = {"__metadata__": {"format": "pt"}}, 0
    for name, shape in shapes.items():
        size = 4 * shape[0] * shape[1]
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [offset, offset + size]}
        offset += size
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + random_bytes(offset, 1)


@pytest.fixture
def sharded(api, model):
    shards = {
        "model-00001-of-00002.safetensors": {"a": [2, 3], "b": [1, 1]},
        "model-00002-of-00002.safetensors": {"c": [100, 100]},
    }
    for name, tensors in shards.items():
        upload(api, model, name, safetensors(**tensors))
    index = {
        "metadata": {"total_size": 40028, "made_by": "tests"},
        "weight_map": {tensor: name for name, tensors in shards.items() for tensor in tensors},
    }
    upload(api, model, "model.safetensors.index.json", json.dumps(index).encode())
    return model


def test_sharded_safetensors(api, sharded):
    fast = api.get_sharded_safetensors_metadata(sharded)
    slow = api.get_safetensors_metadata(sharded)
    assert fast.metadata == slow.metadata == {"total_size": 40028, "made_by": "tests"}
    assert fast.weight_map == slow.weight_map
    assert fast.files_metadata == slow.files_metadata
    assert fast.parameter_count == slow.parameter_count == {"F32": 10007}


def test_single_safetensors(hub, api, model):
    upload(api, model, "sub folder/model.safetensors", safetensors(a=[2, 2]))
    answer = Raw(hub, None).get(f"/api/models/{model}/safetensors-metadata/sub%20folder/model.safetensors").json()
    assert answer["index"] == {}
    [(name, header)] = answer["headers"].items()
    assert name == "model.safetensors"
    metadata = api.parse_safetensors_file_metadata(model, "sub folder/model.safetensors")
    assert set(header) - {"__metadata__"} == set(metadata.tensors)


def test_missing_shard(api, stranger, sharded):
    from huggingface_hub.errors import EntryNotFoundError, RepositoryNotFoundError

    api.delete_file("model-00002-of-00002.safetensors", sharded)
    with pytest.raises(EntryNotFoundError):
        api.get_sharded_safetensors_metadata(sharded)
    api.update_repo_settings(sharded, private=True)
    with pytest.raises(RepositoryNotFoundError):
        stranger.get_sharded_safetensors_metadata(sharded)


def test_parquet(hub, api, name):
    api.create_repo(name, repo_type="dataset")
    files = {f"data/train-0000{number}-of-00002.parquet": random_bytes(5000, number) for number in range(2)}
    files["data/test-00000-of-00001.parquet"] = random_bytes(100, 9)
    for path, content in files.items():
        upload(api, name, path, content, kind="dataset")
    raw = Raw(hub, None)
    listing = raw.get(f"/api/datasets/{name}/parquet").json()
    assert {config: {split: len(urls) for split, urls in splits.items()} for config, splits in listing.items()} == {
        "default": {"train": 2, "test": 1}
    }
    assert raw.get(f"/api/datasets/{name}/parquet/default").json() == listing["default"]
    urls = raw.get(f"/api/datasets/{name}/parquet/default/train").json()
    assert urls == listing["default"]["train"]
    for url, path in zip(urls, sorted(path for path in files if "train" in path), strict=True):
        answer = raw.get(url, allow_redirects=True)
        assert answer.content == files[path]
        assert [step.headers["location"][0] for step in answer.history] == ["/"]
