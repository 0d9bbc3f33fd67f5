"""What the Python client can't send to lists of 100,000 repos, and hundreds of combinations of conditions."""

import random

import pytest

from support.catalogue import APPS, FAMILIES, LANGUAGES, LIBRARIES, LICENSES, PIPELINES, Catalogue
from support.catalogue_reference import SORTS, Question

pytest_plugins = ["support.catalogue_fixtures"]
# The first test of a database waits until it is filled.
pytestmark = pytest.mark.timeout(600)

KINDS = ["model", "dataset", "space"]
VIEWERS = ["anonymous", "stranger", "member", "scoped", "admin"]

# Conditions for what the client has no parameters for, or other words.
RAW = [
    ("model", [("library", "transformers")]),
    ("model", [("library", "gguf")]),
    ("model", [("library", "transformers,safetensors")]),
    ("model", [("language", "fr")]),
    ("model", [("language", "en,fr")]),
    ("model", [("task", "text-to-image")]),
    ("model", [("tags", "transformers"), ("tags", "bert")]),
    ("model", [("tags", "en"), ("filter", "license:mit")]),
    ("model", [("filter", "transformers,license:mit,en")]),
    ("model", [("trained_dataset", "bak/Data-0")]),
    ("model", [("trained_dataset", "dataset:bak/Data-0,bek/Data-1")]),
    ("model", [("inference", "cold"), ("filter", "gguf")]),
    ("model", [("num_parameters", "7B")]),
    ("model", [("num_parameters", "7000000000")]),
    ("model", [("num_parameters", "0")]),
    ("model", [("num_parameters", "max:500M")]),
    ("model", [("apps", "OLLAMA,vllm")]),
    ("model", [("search", "llama"), ("search", "70b")]),
    ("model", [("search", "x")]),
    ("model", [("search", "-")]),
    ("model", [("search", "_")]),
    ("model", [("search", ".v")]),
    ("model", [("search", 'a"b')]),
    ("model", [("search", "it's")]),
    ("model", [("search", "%")]),
    ("model", [("search", "!")]),
    ("model", [("search", "*")]),
    ("model", [("search", "base OR large")]),
    ("model", [("search", "NEAR(base large)")]),
    ("model", [("search", "Ü")]),
    ("model", [("search", "\\")]),
    ("model", [("search", "/w")]),
    ("dataset", [("language", "en")]),
    ("dataset", [("language", "language:is,en")]),
    ("dataset", [("task_categories", "fill-mask")]),
    ("dataset", [("size_categories", "n<1K")]),
    ("dataset", [("multilinguality", "translation"), ("language_creators", "crowdsourced")]),
    ("dataset", [("task_ids", "open-domain-qa")]),
    ("space", [("models", "bak/Base-0,bek/Base-1")]),
    ("space", [("linked", "true"), ("search", "qwen")]),
    ("space", [("linked", "false")]),
]
# Two frequent tags that no repo has both of, and those that most repos have of which few share another.
EXCLUDING = [
    ("model", "license:mit,license:apache-2.0"),
    ("model", "safetensors,gguf"),
    ("model", "transformers,diffusers"),
    ("model", "text-generation,text-classification"),
    ("model", "safetensors,pytorch"),
    ("model", "region:us,no-such-tag"),
    ("model", "region:us,safetensors,gguf"),
    ("dataset", "license:mit,license:other"),
    ("dataset", "format:json,format:parquet"),
    ("dataset", "library:datasets,safetensors"),
    ("space", "gradio,static"),
    ("space", "gradio,transformers"),
]


def label(value) -> str:
    return "&".join(f"{name}={word}" for name, word in value) if isinstance(value, list) else str(value)


@pytest.mark.parametrize("kind, conditions", RAW, ids=label)
def test_other_words(catalogue, kind, conditions):
    catalogue.check(Question(kind, tuple(conditions)))
    catalogue.check(Question(kind, tuple(conditions), sort="createdAt", descending=False), "member")


@pytest.mark.parametrize("kind, tags", EXCLUDING)
def test_tags_that_exclude_each_other(catalogue, kind, tags):
    for sort in ("trendingScore", "createdAt"):
        for descending in (True, False):
            catalogue.check(Question(kind, (("filter", tags),), sort, descending))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("sort", SORTS)
def test_orders(catalogue, kind, sort):
    """Both directions, with conditions that many repos meet and that few do."""
    for conditions in ((), (("filter", "region:us"),), (("filter", "topic-bibuk"),), (("author", Catalogue.LARGE),)):
        for descending in (True, False):
            catalogue.check(Question(kind, conditions, sort, descending), "member", pages=2)


@pytest.mark.parametrize(
    "query, same",
    [
        ("sort=created_at", "sort=createdAt"),
        ("sort=last_modified", "sort=lastModified"),
        ("sort=recent", "sort=lastModified"),
        ("sort=updated", "sort=lastModified"),
        ("sort=trending", "sort=trendingScore"),
        ("sort=trending_score", ""),
        ("sort=likes&direction=desc", "sort=likes&direction=-1"),
        ("sort=likes&direction=asc", "sort=likes&direction=1"),
        ("filter[]=gguf&filter[]=en", "filter=gguf&filter=en"),
        ("filter=gguf,en", "tags=gguf&tags=en"),
        ("filter=gguf&filter=gguf", "filter=gguf"),
        ("task=fill-mask", "pipeline_tag=fill-mask"),
        ("gated=1", "gated=True"),
        ("gated=0", "gated=false"),
        ("search=bert%20large", "search=bert&search=large"),
        ("search=BERT+Large", "search=bert&search=large"),
        ("search=", ""),
        ("filter=&author=&cursor=", ""),
        ("num_parameters=min:1000M", "num_parameters=min:1B"),
    ],
)
def test_the_same_question_in_other_words(catalogue, query, same):
    one, other = (catalogue.raw().get(f"/api/models?{words}&limit=40") for words in (query, same))
    assert (one.status_code, other.status_code) == (200, 200), one.text + other.text
    assert len(one.json()) == 40 and one.json() == other.json()


def combination(chance: random.Random) -> tuple[Question, str]:
    """Some conditions, an order and a viewer."""
    kind = chance.choices(KINDS, weights=(6, 3, 1))[0]

    def skewed(values) -> str:
        return values[int(chance.random() ** 2 * len(values))]

    tags = {
        "model": ["safetensors", "transformers", "gguf", "endpoints_compatible", "pytorch", *LIBRARIES, *LANGUAGES[:8]],
        "dataset": ["format:parquet", "library:pandas", "modality:text", "language:en", "size_categories:n<1K"],
        "space": ["gradio", "static", "docker", "streamlit"],
    }[kind]
    tags = [
        "region:us",
        *tags,
        *(f"license:{license}" for license in LICENSES),
        "topic-bak",
        "topic-bek",
        "topic-bibuk",
    ]
    makers = {
        "filter": lambda: skewed(tags),
        "tags": lambda: f"{skewed(tags)},{skewed(tags)}",
        "author": lambda: chance.choice([Catalogue.LARGE, Catalogue.SMALL, "Bek", "bik-2", "zek-66", "nobody-there"]),
        "search": lambda: chance.choice(
            [skewed(FAMILIES).lower(), f"{chance.randrange(4096):03x}", "a", "qa", "lora 7b"]
        ),
        "gated": lambda: chance.choice(["true", "false"]),
        "language": lambda: skewed(LANGUAGES),
    }
    if kind == "model":
        makers |= {
            "pipeline_tag": lambda: skewed(PIPELINES),
            "library": lambda: skewed(LIBRARIES),
            "apps": lambda: skewed(APPS),
            "num_parameters": lambda: chance.choice(["min:1B", "max:500M", "min:1B,max:10B", "7B", "min:300B"]),
            "trained_dataset": lambda: chance.choice(["bak/Data-0", "bek/Data-1", "fodik/Data-500"]),
        }
    if kind == "space":
        del makers["gated"]
        makers |= {"linked": lambda: "true", "models": lambda: "bak/Base-0", "datasets": lambda: "bak/Data-0"}
    wanted = chance.choices(list(makers), k=chance.choices([1, 2, 3, 4], weights=(2, 5, 4, 1))[0])
    conditions = tuple((name, makers[name]()) for name in wanted)
    # A second value of what is one value is no question.
    single = {"author", "gated", "pipeline_tag", "num_parameters", "linked"}
    conditions = tuple(
        {name if name in single else n: (name, value) for n, (name, value) in enumerate(conditions)}.values()
    )
    return Question(kind, conditions, chance.choice(list(SORTS)), chance.random() < 0.75), chance.choice(VIEWERS)


@pytest.mark.parametrize("batch", range(20))
def test_combinations(catalogue, batch):
    chance = random.Random(batch)
    for _ in range(20):
        catalogue.check(*combination(chance), limit=chance.choice([1, 7, 20, 50]), pages=3)


@pytest.mark.parametrize(
    "question, viewer",
    [
        (Question("dataset", (), "createdAt"), "anonymous"),
        (Question("space", (), "trendingScore"), "member"),
        (Question("space", (), "likes", descending=False), "admin"),
        (Question("model", (("filter", "transformers"),), "downloads"), "scoped"),
        (Question("model", (("filter", "safetensors,license:mit"),), "trendingScore"), "stranger"),
        (Question("model", (("author", Catalogue.LARGE),), "lastModified"), "member"),
        (Question("model", (("search", "bert"),), "likes"), "anonymous"),
    ],
)
def test_all_pages(catalogue, question, viewer):
    """Ties of the order go over the ends of pages: nothing twice, nothing left out."""
    wanted = [repo.full_name for repo in catalogue.expected(question, viewer)]
    found, ended = catalogue.walk(question, viewer, limit=997, pages=60)
    assert ended
    assert len(found) == len(set(found)) == len(wanted)
    assert found == wanted


def test_pages_of_one(catalogue):
    question = Question("model", (("search", "whisper"), ("filter", "license:mit")), "trendingScore")
    wanted = [repo.full_name for repo in catalogue.expected(question)]
    assert catalogue.walk(question, "anonymous", limit=1, pages=40) == (wanted[:40], False)


def test_links_keep_the_question(catalogue):
    first = catalogue.raw().get(
        "/api/models?filter=gguf&filter=en&search=a%20b&sort=likes&direction=1&limit=2&expand=likes"
    )
    url = first.links["next"]["url"]
    for part in ("filter=gguf", "filter=en", "sort=likes", "direction=1", "limit=2", "expand=likes", "cursor="):
        assert part in url
    assert all(set(item) == {"_id", "id", "modelId", "likes"} for item in catalogue.raw().get(url).json())


def test_a_cursor_gives_no_sight_of_private_repos(catalogue):
    """Somebody else's cursor only says where to go on."""
    question = Question("model", (("author", Catalogue.LARGE),), "createdAt")
    first = catalogue.raw("admin").get(f"/api/models?author={Catalogue.LARGE}&sort=createdAt&limit=30")
    rest = catalogue.raw().get(first.links["next"]["url"].replace("limit=30", "limit=200")).json()
    seen = [repo.full_name for repo in catalogue.expected(question)]
    assert [item["id"] for item in rest] == [
        repo.full_name for repo in catalogue.expected(question, "admin")[30:] if not repo.private
    ][:200]
    assert {item["id"] for item in rest} <= set(seen)


BAD = [
    ("sort", "nonsense"), ("sort", "id"), ("sort", "downloads;drop table repos"), ("direction", "0"),
    ("direction", "up"), ("limit", "0"), ("limit", "-1"), ("limit", "abc"), ("limit", "1.5"),
    ("limit", "99999999999999999999"), ("cursor", "forged"), ("cursor", "!!"), ("cursor", "MTox"[:3]),
    ("cursor", "YTpi"), ("cursor", "MTo5OTk5OTk5OTk5OTk5OTk5OTk5OTk5"), ("full", "perhaps"),
    ("cardData", "2"), ("expand", "nonsense"), ("expand", "likes,nonsense"), ("expand", "Likes"),
]  # fmt: skip
BAD_FOR_MODELS = [
    ("num_parameters", "abc"), ("num_parameters", "min:"), ("num_parameters", "min:2B,max:1B"),
    ("num_parameters", "mid:1B"), ("num_parameters", "-1"), ("num_parameters", "1e400"),
    ("num_parameters", "min:1..5B"), ("num_parameters", "99999999999T"),
    ("gated", "maybe"), ("inference", "hot"), ("config", "perhaps"),
]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name, value", BAD)
def test_bad_values(catalogue, kind, name, value):
    refused(catalogue, kind, name, value)


@pytest.mark.parametrize("name, value", BAD_FOR_MODELS)
def test_bad_values_for_models(catalogue, name, value):
    refused(catalogue, "model", name, value)


def refused(catalogue, kind, name, value):
    answer = catalogue.raw().get(f"/api/{kind}s", params={name: value})
    assert answer.status_code == 400, answer.text[:300]
    assert answer.headers["x-error-code"]
    assert f'"{name}"' in answer.json()["error"]
    assert f'"{name}"' in answer.headers["x-error-message"]


def test_linked_must_be_a_flag(catalogue):
    refused(catalogue, "space", "linked", "perhaps")


def test_too_many_conditions(catalogue):
    many = [("filter", f"tag-{n}") for n in range(100)]
    assert catalogue.raw().get("/api/models", params=many).status_code == 400


@pytest.mark.parametrize("query", ["filter=%00", "search=%ff", "author=%00"])
def test_broken_text(catalogue, query):
    assert catalogue.raw().get(f"/api/models?{query}").status_code == 400


@pytest.mark.parametrize("value", ["x" * 3000, "'; DROP TABLE repos; --", "%' OR 1=1 --", "🦆" * 50, "zqa\nzqb", "\t"])
@pytest.mark.parametrize("name", ["filter", "search", "author", "library", "pipeline_tag", "language", "apps"])
def test_odd_text_finds_nothing_and_breaks_nothing(catalogue, name, value):
    answer = catalogue.raw().get("/api/models", params={name: value, "limit": 5})
    assert answer.status_code in (200, 400)
    # A blank alone asks for nothing.
    assert answer.status_code == 400 or answer.json() == [] or not value.strip()
