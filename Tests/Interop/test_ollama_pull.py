"""Pulling models as Ollama does."""

import concurrent.futures
import json

import pytest

from support.client import upload
from support.content import random_bytes, sha256
from support.gguf_file import gguf
from support.gguf_ollama import Ollama, Refused


@pytest.fixture
def quantized(api, model):
    files = {"m-Q4_K_M.gguf": gguf(1, numbers=200_000), "m-Q8_0.gguf": gguf(2, 7)}
    for path, content in files.items():
        upload(api, model, path, content)
    return files


@pytest.mark.parametrize(
    "tag, path",
    [("latest", "m-Q4_K_M.gguf"), ("q8_0", "m-Q8_0.gguf"), ("M-q8_0.GGUF", "m-Q8_0.gguf"), ("Q4_K_M", "m-Q4_K_M.gguf")],
)
def test_pull(hub, model, quantized, tag, path):
    layers = Ollama(hub.url).pull(model, tag)
    assert layers["model"] == quantized[path]
    config = json.loads(layers["config"])
    assert (config["model_format"], config["model_family"], config["model_families"]) == ("gguf", "llama", ["llama"])
    assert config["file_type"] == path[2:-5]
    assert (config["architecture"], config["os"], config["rootfs"]["type"]) == ("amd64", "linux", "layers")
    assert "<|im_start|>" in layers["template"].decode()
    assert json.loads(layers["params"])["stop"] == ["<|im_start|>", "<|im_end|>"]


def test_files_of_the_repo(hub, api, model, quantized):
    upload(api, model, "template", b"{{ .Prompt }}")
    upload(api, model, "system", "Sei freundlich – immer.".encode())
    upload(api, model, "params", b'{"num_ctx": 2048}')
    upload(api, model, "LICENSE", b"MIT")
    upload(api, model, "mmproj-F16.gguf", gguf(3, 1, "clip"))
    layers = Ollama(hub.url).pull(model)
    assert layers["template"] == b"{{ .Prompt }}"
    assert layers["system"].decode() == "Sei freundlich – immer."
    assert layers["params"] == b'{"num_ctx": 2048}'
    assert layers["license"] == b"MIT"
    assert layers["projector"] == gguf(3, 1, "clip")
    assert json.loads(layers["config"])["model_families"] == ["llama", "clip"]


def test_many_at_once(hub, model, quantized):
    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        pulled = list(pool.map(lambda _: Ollama(hub.url).pull(model), range(6)))
    assert all(layers == pulled[0] for layers in pulled)


def test_refusals(hub, api, alice, bob, model, quantized):
    def refused(repo, tag, token=None):
        with pytest.raises(Refused) as error:
            Ollama(hub.url, token).manifest(repo, tag)
        answer = error.value.answer
        assert answer.headers["x-error-code"] and answer.json()["errors"][0]["message"] == answer.json()["error"]
        return answer.status_code, answer.json()["error"]

    assert refused(model, "q5_0")[0] == 400
    upload(api, model, "big-Q6_K-00001-of-00002.gguf", gguf(8))
    status, words = refused(model, "q6_k")
    assert status == 400 and "split" in words
    api.update_repo_settings(model, private=True)
    assert refused(model, "latest")[0] == 401
    assert refused(model, "latest", bob.token)[0] == 404
    assert Ollama(hub.url, alice.token).manifest(model)
    text = f"{alice.name}/text-{sha256(random_bytes(8, 1))[:8]}"
    api.create_repo(text, exist_ok=True)
    assert refused(text, "latest") == (400, "Repository is not GGUF or is not compatible with llama.cpp")


def test_after_a_restart(make_hub):
    """Nothing is kept of what was made: a hub that has just begun makes the same again."""
    hub = make_hub("sqlite").start()
    try:
        from huggingface_hub import HfApi

        dora = hub.user("dora")
        api = HfApi(endpoint=hub.url, token=dora.token)
        api.create_repo("dora/m")
        upload(api, "dora/m", "m-Q4_0.gguf", gguf(1, 2))
        manifest = Ollama(hub.url).manifest("dora/m")
        hub.stop()
        hub.start()
        ollama = Ollama(hub.url)
        for layer in [*manifest["layers"], manifest["config"]]:
            ollama.blob("dora/m", layer["digest"], layer["size"])
        assert ollama.manifest("dora/m") == manifest
    finally:
        hub.stop()


def test_template_is_not_mistaken(hub, api, model):
    upload(api, model, "m.gguf", gguf(4, tokenizer__chat_template="[INST] {{ messages }} [/INST]"))
    assert set(Ollama(hub.url).pull(model)) == {"model", "config"}
