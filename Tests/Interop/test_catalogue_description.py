"""What a hub says about a repo after its files were pushed by the real client."""

import json
import struct
import uuid

import pytest
from huggingface_hub import DatasetCard, ModelCard

from support.content import random_bytes
from support.raw import Raw

CARD = """---
license: apache-2.0
language:
- en
- de
datasets:
- org/trained-on
tags:
- made-up
base_model: org/base
widget:
- text: Paris is the [MASK] of France.
model-index:
- name: tiny
  results:
  - task:
      type: fill-mask
    dataset:
      type: org/test
      name: Test
    metrics:
    - type: accuracy
      value: 0.5
---
# Tiny

A small zobbledegookian model.
"""
CONFIG = {"architectures": ["BertForMaskedLM"], "model_type": "bert", "hidden_size": 4, "vocab_size": 10}
TOKENIZER = {"mask_token": "[MASK]", "unk_token": "[UNK]", "tokenizer_class": "BertTokenizer", "model_max_length": 512}


def safetensors(tensors: dict[str, tuple[str, list[int]]], metadata: dict | None = None, seed: int = 0) -> bytes:
    """A safetensors file of random numbers."""
    widths = {"F32": 4, "F16": 2, "BF16": 2, "I64": 8}
    header, place = {"__metadata__": metadata} if metadata else {}, 0
    for name, (kind, shape) in tensors.items():
        size = widths[kind]
        for length in shape:
            size *= length
        header[name] = {"dtype": kind, "shape": shape, "data_offsets": [place, place + size]}
        place += size
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + random_bytes(place, seed)


def push(api, repo: str, files: dict[str, bytes], folder, kind: str = "model"):
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    api.upload_folder(repo_id=repo, folder_path=folder, repo_type=kind)


@pytest.fixture
def tiny(api, model, tmp_path):
    """A model as transformers saves one, 14 MB of it by LFS."""
    weights = safetensors(
        {"bert.embeddings.weight": ("F32", [10_000, 300]), "bert.half": ("F16", [500, 1000]), "steps": ("I64", [1])},
        metadata={"format": "pt"},
    )
    files = {
        "README.md": CARD.encode(),
        "config.json": json.dumps(CONFIG).encode(),
        "tokenizer_config.json": json.dumps(TOKENIZER).encode(),
        "model.safetensors": weights,
    }
    push(api, model, files, tmp_path / "tiny")
    return model


def test_a_model(api, tiny):
    info = api.model_info(tiny)
    assert info.safetensors.parameters == {"F32": 3_000_000, "F16": 500_000, "I64": 1}
    assert info.safetensors.total == 3_500_001
    assert (info.library_name, info.pipeline_tag, info.mask_token) == ("transformers", "fill-mask", "[MASK]")
    assert info.config["architectures"] == ["BertForMaskedLM"] and info.config["model_type"] == "bert"
    assert info.config["tokenizer_config"]["mask_token"] == "[MASK]"
    assert "hidden_size" not in info.config
    assert info.transformers_info.auto_model == "AutoModelForMaskedLM"
    assert (info.transformers_info.pipeline_tag, info.transformers_info.processor) == ("fill-mask", "AutoTokenizer")
    wanted = {
        "transformers", "safetensors", "bert", "fill-mask", "made-up", "en", "de", "dataset:org/trained-on",
        "base_model:org/base", "license:apache-2.0", "model-index", "region:us",
    }  # fmt: skip
    assert wanted <= set(info.tags)
    assert len(info.tags) == len(set(info.tags))
    assert info.card_data.license == "apache-2.0"
    assert info.widget_data == [{"text": "Paris is the [MASK] of France."}]
    [entry] = info.model_index
    assert entry["results"][0]["metrics"][0]["value"] == 0.5


def test_each_property_alone(api, tiny):
    """What the whole answer holds and what `expand` brings are the same."""
    whole = api.model_info(tiny)
    for name, read in {
        "safetensors": lambda info: info.safetensors, "config": lambda info: info.config,
        "transformersInfo": lambda info: info.transformers_info, "tags": lambda info: info.tags,
        "cardData": lambda info: info.card_data.to_dict(), "widgetData": lambda info: info.widget_data,
        "mask_token": lambda info: info.mask_token, "model-index": lambda info: info.model_index,
        "pipeline_tag": lambda info: info.pipeline_tag, "library_name": lambda info: info.library_name,
        "sha": lambda info: info.sha, "siblings": lambda info: info.siblings,
    }.items():  # fmt: skip
        alone = api.model_info(tiny, expand=[name])
        assert read(alone) == read(whole) and read(whole), name
        assert name == "sha" or alone.sha is None
        [listed] = api.list_models(author=tiny.split("/")[0], search=tiny.split("/")[1], expand=[name])
        assert read(listed) == read(whole), name


def test_lists_find_it_by_what_it_holds(api, tiny):
    author, name = tiny.split("/")
    for options in (
        dict(filter="made-up"), dict(filter=["transformers", "license:apache-2.0"]), dict(pipeline_tag="fill-mask"),
        dict(num_parameters="min:3.5M,max:3.6M"), dict(trained_dataset="org/trained-on"), dict(filter="de"),
        dict(num_parameters="3500001"),
    ):  # fmt: skip
        assert [item.id for item in api.list_models(author=author, search=name, **options)] == [tiny], options
    assert list(api.list_models(author=author, search=name, num_parameters="min:4M")) == []


def test_what_others_make_of_it(hub, api, anonymous, tiny):
    """Public models that were made from it, and public Spaces that use it, are counted and named."""

    def child(kind: str, card: str, private: bool = False) -> str:
        name = f"{tiny}-child-{uuid.uuid4().hex[:6]}"
        api.create_repo(name, repo_type=kind, private=private, space_sdk="static" if kind == "space" else None)
        content = f"---\n{card}---\n".encode()
        api.upload_file(path_or_fileobj=content, path_in_repo="README.md", repo_id=name, repo_type=kind)
        return name

    for relation in ("finetune", "finetune", "quantized"):
        child("model", f"base_model: {tiny}\nbase_model_relation: {relation}\n")
    child("model", f"base_model: {tiny}\nbase_model_relation: finetune\n", private=True)
    space = child("space", f"sdk: static\nmodels:\n- {tiny}\n")
    hidden = child("space", f"sdk: static\nmodels:\n- {tiny}\n", private=True)
    for client in (anonymous, api):
        info = client.model_info(tiny, expand=["childrenModelCount", "spaces"])
        assert info.children_model_count == 3
        assert space in info.spaces
        assert client is api or info.spaces == [space]
    assert hidden not in anonymous.model_info(tiny).spaces


def test_full_text_finds_it_by_its_card(hub, api, alice, tiny):
    def found(token, text="zobbledegookian") -> set[str]:
        answer = Raw(hub, token).get("/api/search/full-text", params={"q": text, "limit": 100})
        return {hit["repoId"] for hit in answer.json()["hits"]}

    assert tiny in found(None)
    api.update_repo_settings(tiny, private=True)
    assert tiny not in found(None)
    assert tiny in found(alice.token)
    api.update_repo_settings(tiny, private=False)
    moved = f"{tiny}-moved"
    api.move_repo(tiny, moved)
    assert moved in found(None) and moved in found(None, moved.split("-")[-2] + " moved")
    api.upload_file(path_or_fileobj=b"# Nothing\n", path_in_repo="README.md", repo_id=moved)
    assert moved not in found(None)
    api.delete_repo(moved)
    assert moved not in found(None, "moved")


def test_a_later_commit_changes_what_is_said(api, tiny):
    card = ModelCard("---\nlicense: mit\npipeline_tag: feature-extraction\n---\n# Tiny\n")
    card.push_to_hub(tiny, token=api.token)
    info = api.model_info(tiny)
    assert info.pipeline_tag == "feature-extraction" and "license:mit" in info.tags
    assert "made-up" not in info.tags and "license:apache-2.0" not in info.tags
    # What stands in the other files stays.
    assert info.safetensors.total == 3_500_001
    api.delete_file("model.safetensors", tiny)
    info = api.model_info(tiny)
    assert info.safetensors is None and "safetensors" not in info.tags


def test_cards_as_the_client_reads_them(api, tiny):
    card = ModelCard.load(tiny, token=api.token)
    assert card.data.license == "apache-2.0"
    assert (card.data.language, card.data.base_model) == (["en", "de"], "org/base")
    assert card.data.eval_results[0].metric_value == 0.5
    assert card.text.strip().startswith("# Tiny")
    assert api.model_info(tiny).card_data.to_dict()["license"] == "apache-2.0"


def test_weights_in_parts(api, model, tmp_path):
    names = ["model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"]
    index = {"metadata": {"total_size": 24_000}, "weight_map": {"a": names[0], "b": names[1]}}
    files = {
        names[0]: safetensors({"a": ("BF16", [3000])}),
        names[1]: safetensors({"b": ("BF16", [3, 3000])}, seed=1),
        "model.safetensors.index.json": json.dumps(index).encode(),
        "config.json": json.dumps({"architectures": ["LlamaForCausalLM"], "model_type": "llama"}).encode(),
    }
    push(api, model, files, tmp_path / "parts")
    info = api.model_info(model)
    assert (info.safetensors.parameters, info.safetensors.total) == ({"BF16": 12_000}, 12_000)
    assert (info.pipeline_tag, info.transformers_info.auto_model) == ("text-generation", "AutoModelForCausalLM")


def test_weights_that_are_none(api, model, tmp_path):
    """A file that is not what its name says: the commit stands, and nothing is said of it."""
    push(api, model, {"model.safetensors": b"\xff" * 5000, "config.json": b"{]"}, tmp_path / "broken")
    info = api.model_info(model)
    assert info.safetensors is None and info.config is None
    assert "safetensors" in info.tags


def test_a_dataset(api, name, tmp_path):
    api.create_repo(name, repo_type="dataset")
    card = (
        "---\nlanguage:\n- en\nsize_categories:\n- n<1K\ntask_categories:\n- text-classification\n"
        "license: mit\n---\n# Set\n"
    )
    push(api, name, {"README.md": card.encode(), "data/train.csv": b"a,b\n1,2\n"}, tmp_path / "set", "dataset")
    info = api.dataset_info(name)
    wanted = {"language:en", "size_categories:n<1K", "task_categories:text-classification", "license:mit", "region:us"}
    assert wanted <= set(info.tags)
    assert DatasetCard.load(name, token=api.token).data.license == "mit"
    author, own = name.split("/")
    for options in (dict(language="en"), dict(size_categories="n<1K"), dict(task_categories="text-classification")):
        assert [item.id for item in api.list_datasets(author=author, search=own, **options)] == [name]
    assert list(api.list_datasets(author=author, search=own, language="de")) == []


def test_a_space(api, name, tmp_path):
    api.create_repo(name, repo_type="space", space_sdk="static")
    card = "---\nsdk: static\ntitle: Demo\nmodels:\n- Org/Used-Model\ndatasets:\n- org/used-data\ntags:\n- shown\n---\n"
    push(api, name, {"README.md": card.encode(), "index.html": b"<p>"}, tmp_path / "space", "space")
    info = api.space_info(name)
    assert info.sdk == "static" and "shown" in info.tags
    assert (info.models, info.datasets) == (["Org/Used-Model"], ["org/used-data"])
    author, own = name.split("/")
    for options in (
        dict(models="org/used-model"), dict(datasets="org/used-data"), dict(linked=True),
        dict(models=["Org/Used-Model"], datasets=["org/used-data"]),
    ):  # fmt: skip
        assert [item.id for item in api.list_spaces(author=author, search=own, **options)] == [name], options
    assert list(api.list_spaces(author=author, search=own, models="org/another")) == []
    [listed] = api.list_spaces(author=author, search=own, expand=["models", "datasets"])
    assert (listed.models, listed.datasets) == (["Org/Used-Model"], ["org/used-data"])
