"""What `llama-server -hf` asks of a hub, request by request, and what the hub says of GGUF files."""

import pytest

from support.client import upload
from support.content import sha256
from support.gguf_client import LlamaCpp
from support.gguf_file import CHATML, gguf
from support.gguf_ollama import Refused
from support.raw import Raw


@pytest.fixture
def models(api, model):
    """Files by path, pushed to a new repo."""
    files = {
        "m-Q8_0.gguf": gguf(1, 7, numbers=5000),
        "m-Q4_K_M-00001-of-00002.gguf": gguf(2),
        "m-Q4_K_M-00002-of-00002.gguf": gguf(3),
        "mmproj-F16.gguf": gguf(4, 1, "clip"),
        "sub/m-Q2_K.gguf": gguf(5, 10),
    }
    for path, content in files.items():
        upload(api, model, path, content)
    return files


@pytest.mark.parametrize("tag", [None, "q4_k_m", "Q8_0", "q2_k"])
def test_sequence(hub, alice, model, models, tag):
    wanted = {
        None: ["m-Q4_K_M-00001-of-00002.gguf", "m-Q4_K_M-00002-of-00002.gguf"],
        "q4_k_m": ["m-Q4_K_M-00001-of-00002.gguf", "m-Q4_K_M-00002-of-00002.gguf"],
        "Q8_0": ["m-Q8_0.gguf"],
        "q2_k": ["sub/m-Q2_K.gguf"],
    }[tag]
    for client in (LlamaCpp(hub.url), LlamaCpp(hub.url, alice.token)):
        assert client.download(model, tag) == {path: models[path] for path in wanted}


def test_private(hub, api, alice, bob, model, models):
    api.update_repo_settings(model, private=True)
    assert LlamaCpp(hub.url, alice.token).download(model, "q8_0")
    for client, status in ((LlamaCpp(hub.url), 401), (LlamaCpp(hub.url, bob.token), 404)):
        with pytest.raises(Refused) as refused:
            client.download(model)
        assert refused.value.answer.status_code == status


def test_first_page_is_long(hub, alice, model):
    """llama.cpp reads no other."""
    operations = [Raw.header("many")] + [Raw.file(f"a/{number:04}.txt", b"x") for number in range(990)]
    Raw(hub, alice.token).commit(model, operations).raise_for_status()
    client = LlamaCpp(hub.url)
    assert len(client.files(model, client.commit(model))) >= 990


def test_older_releases(hub, model, models):
    """They ask the registry which files are meant."""
    answer = Raw(hub, None).get(
        f"/v2/{model}/manifests/latest", headers={"user-agent": "llama-cpp", "accept": "application/json"}
    )
    manifest = answer.json()
    assert next(iter(manifest["ggufFile"])) == "rfilename"
    assert manifest["ggufFile"]["rfilename"] == "m-Q4_K_M-00001-of-00002.gguf"
    assert manifest["mmprojFile"]["rfilename"] == "mmproj-F16.gguf"


def test_facts(api, model, models):
    info = api.model_info(model, expand=["gguf", "tags"])
    assert "gguf" in info.tags
    facts = info.gguf
    assert facts["architecture"] == "llama"
    assert facts["context_length"] == 4096
    assert facts["chat_template"] == CHATML
    assert (facts["bos_token"], facts["eos_token"]) == ("<s>", "<|im_end|>")


def test_listing(hub, model, models):
    listing = Raw(hub, None).get(f"/api/models/{model}/gguf").json()
    assert [entry["quantization"] for entry in listing["models"]] == ["Q2_K", "Q4_K_M", "Q8_0"]
    assert [entry["preferred"] for entry in listing["models"]] == [False, True, False]
    split = listing["models"][1]
    assert split["complete"] and len(split["files"]) == 2
    assert split["size"] == sum(file["size"] for file in split["files"])
    for file in split["files"]:
        assert file["sha256"] == sha256(models[file["path"]])
    assert [entry["kind"] for entry in listing["auxiliaries"]] == ["mmproj"]
