"""Lists of 100,000 repos by the Python client and by `hf`: every parameter it has, against what must come."""

import json
import os
import pathlib
import subprocess
import sys
from datetime import UTC, datetime
from typing import get_args

import pytest
from huggingface_hub import hf_api

from support.catalogue import Catalogue
from support.catalogue_reference import SORTS, Question

pytest_plugins = ["support.catalogue_fixtures"]
# The first test of a database waits until it is filled.
pytestmark = pytest.mark.timeout(600)

HF = str(pathlib.Path(sys.executable).parent / "hf")
VIEWERS = ["anonymous", "stranger", "member", "scoped", "admin"]
LISTS = {"model": "list_models", "dataset": "list_datasets", "space": "list_spaces"}

# What the client is given, and the conditions that this stands for.
MODELS = [
    (dict(), []),
    (dict(filter="license:mit"), [("filter", "license:mit")]),
    (dict(filter=["transformers", "en"]), [("filter", "transformers"), ("filter", "en")]),
    (
        dict(filter=("gguf", "license:apache-2.0", "text-generation")),
        [("filter", "gguf,license:apache-2.0,text-generation")],
    ),
    (dict(filter="topic-bibuk"), [("filter", "topic-bibuk")]),
    (dict(filter="region:us"), [("filter", "region:us")]),
    (dict(filter="no-such-tag"), [("filter", "no-such-tag")]),
    (dict(author=Catalogue.LARGE), [("author", Catalogue.LARGE)]),
    (dict(author=Catalogue.LARGE.upper()), [("author", Catalogue.LARGE)]),
    (dict(author="nobody-there"), [("author", "nobody-there")]),
    (dict(apps="ollama"), [("apps", "ollama")]),
    (dict(apps=["vllm", "llama.cpp"]), [("apps", "vllm"), ("apps", "llama.cpp")]),
    (dict(gated=True), [("gated", "true")]),
    (dict(gated=False), [("gated", "false")]),
    (dict(inference="warm"), [("inference", "warm")]),
    (dict(inference_provider="all"), [("inference_provider", "all")]),
    (dict(inference_provider=["together", "nebius"]), [("inference_provider", "together")]),
    (dict(trained_dataset="bik/Data-2"), [("trained_dataset", "bik/Data-2")]),
    (dict(trained_dataset=["dataset:bak/Data-0", "bek/Data-1"]), [("filter", "dataset:bak/Data-0,dataset:bek/Data-1")]),
    (dict(search="llama"), [("search", "llama")]),
    (dict(search="BERT 7b"), [("search", "bert"), ("search", "7b")]),
    (dict(search="ba"), [("search", "ba")]),
    (dict(search="gpt_neo-xl"), [("search", "gpt_neo-xl")]),
    (dict(search=f"{Catalogue.LARGE}/w"), [("search", f"{Catalogue.LARGE}/w")]),
    (dict(pipeline_tag="fill-mask"), [("pipeline_tag", "fill-mask")]),
    (dict(pipeline_tag="no-such-task"), [("pipeline_tag", "no-such-task")]),
    (dict(num_parameters="min:6B,max:128B"), [("num_parameters", "min:6B,max:128B")]),
    (dict(num_parameters="min:70.5B"), [("num_parameters", "min:70.5B")]),
    (dict(num_parameters="max:1B"), [("num_parameters", "max:1B")]),
    (dict(num_parameters="min:1B,max:1000000001"), [("num_parameters", "min:1000M,max:1000000001")]),
    (
        dict(author="Bek", filter=["safetensors"], search="e", gated=False, pipeline_tag="text-generation"),
        [
            ("author", "Bek"),
            ("filter", "safetensors"),
            ("search", "e"),
            ("gated", "false"),
            ("task", "text-generation"),
        ],
    ),
]
DATASETS = [
    (dict(), []),
    (dict(filter="format:parquet"), [("filter", "format:parquet")]),
    (dict(filter=["format:json", "library:pandas"]), [("filter", "format:json,library:pandas")]),
    (dict(author=Catalogue.LARGE), [("author", Catalogue.LARGE)]),
    (dict(benchmark=True), [("filter", "benchmark:official")]),
    (dict(benchmark="official"), [("filter", "benchmark:official")]),
    (dict(dataset_name="wiki_llama"), [("search", "wiki_llama")]),
    (dict(dataset_name="wiki", search="bert"), [("search", "wiki"), ("search", "bert")]),
    (dict(gated=True), [("gated", "true")]),
    (dict(gated=False), [("gated", "false")]),
    (dict(language="is"), [("language", "is")]),
    (dict(language=["en", "language:zh"]), [("language", "en"), ("language", "zh")]),
    (dict(language_creators="found"), [("language_creators", "found")]),
    (dict(multilinguality="monolingual"), [("multilinguality", "monolingual")]),
    (dict(size_categories="100K<n<1M"), [("size_categories", "100K<n<1M")]),
    (dict(size_categories=["n<1K", "1K<n<10K"]), [("size_categories", "n<1K"), ("size_categories", "1K<n<10K")]),
    (dict(task_categories="summarization"), [("task_categories", "summarization")]),
    (dict(task_categories=["translation", "text-generation"]), [("task_categories", "translation,text-generation")]),
    (dict(task_ids="language-modeling"), [("task_ids", "language-modeling")]),
    (
        dict(language="en", task_categories="text-generation", search="qa_"),
        [("filter", "language:en,task_categories:text-generation"), ("search", "qa_")],
    ),
]
SPACES = [
    (dict(), []),
    (dict(filter="gradio"), [("filter", "gradio")]),
    (dict(filter=["static", "topic-bak"]), [("filter", "static,topic-bak")]),
    (dict(author=Catalogue.LARGE), [("author", Catalogue.LARGE)]),
    (dict(search="demo-1"), [("search", "demo-1")]),
    (dict(models="bak/Base-0"), [("models", "bak/Base-0")]),
    (dict(models=["BAK/base-0", "bek/Base-1"]), [("models", "bak/Base-0"), ("models", "bek/Base-1")]),
    (dict(datasets="bak/Data-0"), [("datasets", "bak/data-0")]),
    (dict(datasets=["bak/Data-0"], models="bak/Base-0"), [("datasets", "bak/Data-0"), ("models", "bak/Base-0")]),
    (dict(linked=True), [("linked", "true")]),
    (
        dict(linked=True, filter="docker", search="whisper"),
        [("linked", "true"), ("filter", "docker"), ("search", "whisper")],
    ),
]
CASES = [
    pytest.param(kind, options, conditions, id=f"{kind}-{'-'.join(f'{k}={v}' for k, v in options.items())}")
    for kind, cases in (("model", MODELS), ("dataset", DATASETS), ("space", SPACES))
    for options, conditions in cases
]


def listed(shelves, viewer, kind, **options) -> list:
    return list(getattr(shelves.api(viewer), LISTS[kind])(**options))


def ids(items) -> list[str]:
    return [item.id for item in items]


def names(repos) -> list[str]:
    return [repo.full_name for repo in repos]


@pytest.mark.parametrize("kind, options, conditions", CASES)
def test_filters(catalogue, kind, options, conditions):
    question = Question(kind, tuple(conditions), sort="downloads" if kind != "space" else "likes")
    wanted = names(catalogue.expected(question))
    if any(word in options for word in ("inference", "inference_provider")):
        assert wanted == []
    assert ids(listed(catalogue, "anonymous", kind, **options, sort=question.sort, limit=130)) == wanted[:130]


@pytest.mark.parametrize("kind", LISTS)
@pytest.mark.parametrize("viewer", VIEWERS)
def test_private_repos_show_to_those_who_may_see_them(catalogue, viewer, kind):
    for author in (Catalogue.LARGE, Catalogue.SMALL, "Bek"):
        question = Question(kind, (("author", author),), sort="createdAt")
        wanted = catalogue.expected(question, viewer)
        found = listed(catalogue, viewer, kind, author=author, sort="created_at", limit=400)
        assert ids(found) == names(wanted[:400])
        assert [item.private for item in found] == [repo.private for repo in wanted[:400]]


@pytest.mark.parametrize("kind", LISTS)
def test_sorts(catalogue, kind):
    by_client = {"createdAt": "created_at", "lastModified": "last_modified", "trendingScore": "trending_score"}
    for sort in SORTS:
        if kind != "space" or sort != "downloads":
            found = listed(catalogue, "anonymous", kind, sort=by_client.get(sort, sort), limit=300)
            assert ids(found) == names(catalogue.expected(Question(kind, sort=sort)))[:300], sort
    assert ids(listed(catalogue, "anonymous", kind, limit=300)) == names(catalogue.expected(Question(kind)))[:300]


def test_limits_longer_than_a_page(catalogue):
    wanted = names(catalogue.expected(Question("model")))
    for limit in (1, 99, 100, 101, 999, 1000):
        assert ids(listed(catalogue, "anonymous", "model", limit=limit)) == wanted[:limit]


def test_limits_longer_than_the_longest_page(catalogue):
    wanted = names(catalogue.expected(Question("model")))
    assert ids(listed(catalogue, "anonymous", "model", limit=2300, expand=["likes"])) == wanted[:2300]


def test_all_without_a_limit(catalogue):
    question = Question("dataset", (("filter", "benchmark:official"),))
    assert ids(listed(catalogue, "anonymous", "dataset", benchmark=True)) == names(catalogue.expected(question))
    question = Question("model", (("author", Catalogue.LARGE),), sort="lastModified")
    found = listed(catalogue, "member", "model", author=Catalogue.LARGE, sort="last_modified", expand=["private"])
    assert ids(found) == names(catalogue.expected(question, "member"))


# What items hold

MEMBERS = {
    "author": lambda repo: repo.owner.name,
    "createdAt": lambda repo: moment(repo.created),
    "disabled": lambda repo: False,
    "lastModified": lambda repo: moment(repo.modified),
    "likes": lambda repo: repo.likes,
    "private": lambda repo: repo.private,
    "tags": lambda repo: repo.tags,
    "trendingScore": lambda repo: repo.trending,
    # None of these repos has a commit.
    "sha": lambda repo: None,
    "siblings": lambda repo: [],
    "resourceGroup": lambda repo: None,
}
COUNTED = {
    "downloads": lambda repo: repo.downloads,
    "downloadsAllTime": lambda repo: repo.downloads_all_time,
    "gated": lambda repo: False if repo.gated == "false" else repo.gated,
}
OWN = {
    "model": {
        **COUNTED,
        "pipeline_tag": lambda repo: repo.pipeline,
        "library_name": lambda repo: repo.library,
        "inference": lambda repo: None,
        "spaces": lambda repo: [],
        "inferenceProviderMapping": lambda repo: [],
        # Nothing is made from these: what they are made from is elsewhere.
        "childrenModelCount": lambda repo: 0,
    },
    "dataset": COUNTED,
    "space": {"sdk": lambda repo: repo.sdk, "region": lambda repo: None, "runtime": None, "subdomain": None},
}
VOCABULARIES = {
    "model": get_args(hf_api.ExpandModelProperty_T),
    "dataset": get_args(hf_api.ExpandDatasetProperty_T),
    "space": get_args(hf_api.ExpandSpaceProperty_T),
}


def moment(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def member(repo, name: str):
    """What an answer must hold under a name; None for nothing."""
    known = MEMBERS | OWN[repo.kind]
    return known[name](repo) if name in known else repo.properties.get(name)


@pytest.mark.parametrize("kind, name", [(kind, name) for kind, names in VOCABULARIES.items() for name in names])
def test_expand(catalogue, kind, name):
    """Each property alone: the client reads it, and it is what the repo has."""
    wanted = catalogue.expected(Question(kind, sort="likes"), "member")[:100]
    found = listed(catalogue, "member", kind, sort="likes", limit=100, expand=[name])
    assert ids(found) == names(wanted)
    answer = catalogue.raw("member").get(f"/api/{kind}s?sort=likes&limit=100&expand={name}")
    for item, repo in zip(answer.json(), wanted, strict=True):
        assert set(item) <= {"_id", "id", "modelId", name}
        assert (item["id"], item["_id"]) == (repo.full_name, repo.public_id)
        if name == "usedStorage":
            # Of interest to members only.
            assert item.get(name) == (repo.used_storage if repo.owner.name in ("Big-Lab", "quiet.lab") else None)
        elif name == "xetEnabled":
            assert item[name] is True
        elif OWN[kind].get(name, "") is not None:
            assert item.get(name) == member(repo, name), (repo.full_name, name)


@pytest.mark.parametrize("kind", LISTS)
def test_several_expanded(catalogue, kind):
    wanted = catalogue.expected(Question(kind))[:50]
    found = listed(catalogue, "anonymous", kind, limit=50, expand=["likes", "tags", "cardData", "createdAt"])
    for item, repo in zip(found, wanted, strict=True):
        assert (item.id, item.likes, item.tags) == (repo.full_name, repo.likes, repo.tags)
        assert moment(int(item.created_at.timestamp() * 1000)) == moment(repo.created)
        assert item.author is None and item.private is None
        if card := repo.properties.get("cardData"):
            assert item.card_data.license == card.get("license")


@pytest.mark.parametrize("kind", LISTS)
def test_full(catalogue, kind):
    """More than a page of full items: such pages are shorter, and lead on."""
    wanted = catalogue.expected(Question(kind, sort="lastModified"), "admin")[:230]
    found = listed(catalogue, "admin", kind, sort="last_modified", limit=230, full=True)
    assert ids(found) == names(wanted)
    for item, repo in zip(found, wanted, strict=True):
        assert (item.siblings, item.tags, item.private) == ([], repo.tags, repo.private)
        if kind != "model" and "cardData" in repo.properties:
            assert item.card_data.license == repo.properties["cardData"].get("license")


def test_cards_and_configurations(catalogue):
    question = Question("model", (("filter", "transformers"),))
    found = listed(catalogue, "anonymous", "model", filter="transformers", limit=100, cardData=True, fetch_config=True)
    for item, repo in zip(found, catalogue.expected(question), strict=False):
        assert item.id == repo.full_name
        assert item.config == repo.properties.get("config")
        assert (item.card_data.pipeline_tag, item.library_name) == (repo.pipeline, repo.library)


def test_plain_items(catalogue):
    for item, repo in zip(
        listed(catalogue, "anonymous", "model", author="Bek"),
        catalogue.expected(Question("model", (("author", "Bek"),))), strict=True,
    ):  # fmt: skip
        assert (item.id, item.downloads, item.likes, item.trending_score, item.pipeline_tag, item.library_name) == (
            repo.full_name, repo.downloads, repo.likes, repo.trending, repo.pipeline, repo.library,
        )  # fmt: skip


# By command


@pytest.fixture(scope="session")
def hf(catalogue, tmp_path_factory):
    home = tmp_path_factory.mktemp("home")

    def run(*arguments: str) -> list[dict]:
        environment = {**os.environ, "HF_ENDPOINT": catalogue.hub.url, "HF_HOME": str(home), "NO_COLOR": "1"}
        environment["HF_TOKEN"] = catalogue.viewers["member"].token
        command = [HF, *arguments, "--format", "json"]
        result = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
        assert result.returncode == 0, f"{' '.join(command)}: {result.stdout}{result.stderr}"
        return json.loads(result.stdout)

    return run


@pytest.mark.parametrize(
    "arguments, kind, conditions, sort",
    [
        (["--sort", "downloads", "--limit", "30"], "model", [], "downloads"),
        (
            ["--search", "llama", "--author", Catalogue.LARGE],
            "model",
            [("search", "llama"), ("author", Catalogue.LARGE)],
            None,
        ),
        (["--pipeline-tag", "text-generation", "--warm"], "model", [("inference", "warm")], None),
        (
            ["--num-parameters", "min:6B,max:128B", "--sort", "likes"],
            "model",
            [("num_parameters", "min:6B,max:128B")],
            "likes",
        ),
        (["--no-gated", "--author", "Bek"], "model", [("gated", "false"), ("author", "Bek")], None),
        (["--apps", "llama.cpp", "--apps", "vllm"], "model", [("apps", "llama.cpp"), ("apps", "vllm")], None),
        (
            ["--filter", "language:en", "--filter", "format:json"],
            "dataset",
            [("filter", "language:en,format:json")],
            None,
        ),
        (["--search", "wiki", "--sort", "created_at"], "dataset", [("search", "wiki")], "createdAt"),
        (["--filter", "static", "--sort", "likes"], "space", [("filter", "static")], "likes"),
    ],
)
def test_commands(catalogue, hf, arguments, kind, conditions, sort):
    wanted = catalogue.expected(Question(kind, tuple(conditions), sort or "trendingScore"), "member")
    found = [item["id"] for item in hf(f"{kind}s", "ls", *arguments)]
    assert found == names(wanted)[: len(found)]
    assert len(found) == min(len(wanted), 30)
