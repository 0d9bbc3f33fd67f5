"""Lists of repos as the Python client asks for them."""

import itertools
import uuid

import pytest
from huggingface_hub.errors import HfHubHTTPError

from support.raw import Raw

LISTS = {"model": "list_models", "dataset": "list_datasets", "space": "list_spaces"}


@pytest.fixture(scope="module", params=list(LISTS))
def shelf(request, hub, api):
    """An organization with five repos of one type, and the function that lists them."""
    kind = request.param
    organization = hub.organization(f"shelf-{uuid.uuid4().hex[:8]}", "alice")
    for number in range(5):
        name = f"{organization}/item-{number}"
        api.create_repo(name, repo_type=kind, space_sdk="static" if kind == "space" else None, private=number == 4)
        card = f"---\ntags:\n- shelf-{number % 2}\nlicense: {'mit' if number < 2 else 'apache-2.0'}\n---\n"
        if kind == "space":
            card = f"---\nsdk: static\ntags:\n- shelf-{number % 2}\n---\n"
        api.upload_file(path_or_fileobj=card.encode(), path_in_repo="README.md", repo_id=name, repo_type=kind)
    return kind, organization


def names(items):
    return [item.id.split("/")[1] for item in items]


def listing(client, kind, **options):
    return getattr(client, LISTS[kind])(**options)


def test_author(api, shelf):
    kind, organization = shelf
    assert set(names(listing(api, kind, author=organization))) == {f"item-{n}" for n in range(5)}
    assert names(listing(api, kind, author="nobody-there")) == []


def test_private_repos_show_only_to_members(stranger, anonymous, shelf):
    kind, organization = shelf
    for client in (stranger, anonymous):
        assert set(names(listing(client, kind, author=organization))) == {f"item-{n}" for n in range(4)}


def test_search(api, shelf):
    kind, organization = shelf
    assert names(listing(api, kind, search=f"{organization}/item-3")) == ["item-3"]
    assert names(listing(api, kind, author=organization, search="ITEM-2")) == ["item-2"]
    assert names(listing(api, kind, author=organization, search="nothing-like-it")) == []
    # What LIKE would take for a wildcard is an ordinary character.
    assert names(listing(api, kind, author=organization, search="item%")) == []
    assert names(listing(api, kind, author=organization, search="item_1")) == []


def test_filter(api, shelf):
    kind, organization = shelf
    assert set(names(listing(api, kind, author=organization, filter="shelf-1"))) == {"item-1", "item-3"}
    assert names(listing(api, kind, author=organization, filter="no-such-tag")) == []
    if kind != "space":
        both = listing(api, kind, author=organization, filter=["shelf-0", "license:mit"])
        assert names(both) == ["item-0"]


def test_sort(api, shelf):
    kind, organization = shelf
    newest_first = [f"item-{n}" for n in reversed(range(5))]
    assert names(listing(api, kind, author=organization, sort="created_at")) == newest_first
    assert names(listing(api, kind, author=organization, sort="last_modified")) == newest_first
    for sort in ("likes", "trending_score") + (("downloads",) if kind != "space" else ()):
        assert set(names(listing(api, kind, author=organization, sort=sort))) == set(newest_first)


def test_sort_ascending(hub, alice, shelf):
    """Clients of the first line send a direction."""
    kind, organization = shelf
    raw = Raw(hub, alice.token)
    for direction, first in (("1", "item-0"), ("-1", "item-4")):
        answer = raw.get(f"/api/{kind}s?author={organization}&sort=createdAt&direction={direction}")
        assert answer.json()[0]["id"] == f"{organization}/{first}"


def test_limit_and_pages(api, hub, alice, shelf):
    kind, organization = shelf
    assert len(list(listing(api, kind, author=organization, limit=3))) == 3
    page = Raw(hub, alice.token).get(f"/api/{kind}s?author={organization}&limit=2&sort=createdAt")
    seen = [each["id"] for each in page.json()]
    while "next" in page.links:
        page = Raw(hub, alice.token).get(page.links["next"]["url"])
        assert 0 < len(page.json()) <= 2
        seen += [each["id"] for each in page.json()]
    assert seen == [f"{organization}/item-{n}" for n in reversed(range(5))]


def test_iteration_stops_at_the_limit(api, shelf):
    kind, organization = shelf
    assert len(list(itertools.islice(listing(api, kind, author=organization), 2))) == 2


def test_full_and_expand(api, shelf):
    kind, organization = shelf
    [full] = listing(api, kind, author=organization, search="item-0", full=True)
    assert full.sha and full.last_modified
    assert {file.rfilename for file in full.siblings} == {".gitattributes", "README.md"}
    [lean] = listing(api, kind, author=organization, search="item-0", expand=["author"])
    assert (lean.author, lean.tags, lean.sha) == (organization, None, None)


@pytest.mark.parametrize("query", ["sort=nonsense", "limit=abc", "limit=-1", "cursor=forged", "expand=nonsense"])
@pytest.mark.parametrize("kind", list(LISTS))
def test_bad_queries_are_refused(hub, kind, query):
    answer = Raw(hub, None).get(f"/api/{kind}s?{query}")
    assert answer.status_code == 400, answer.text
    assert answer.headers["x-error-code"]


def test_bad_sort_through_the_client(api):
    with pytest.raises((HfHubHTTPError, ValueError)):
        list(api.list_models(sort="nonsense", limit=1))


def test_models_by_task_and_library(api, hub):
    organization = hub.organization(f"shelf-{uuid.uuid4().hex[:8]}", "alice")
    for task in ("text-classification", "fill-mask"):
        api.create_repo(f"{organization}/{task}")
        card = f"---\npipeline_tag: {task}\nlibrary_name: transformers\n---\n".encode()
        api.upload_file(path_or_fileobj=card, path_in_repo="README.md", repo_id=f"{organization}/{task}")
    assert names(api.list_models(author=organization, pipeline_tag="fill-mask")) == ["fill-mask"]
    assert names(api.list_models(author=organization, filter="fill-mask")) == ["fill-mask"]
    assert len(list(api.list_models(author=organization, filter="transformers"))) == 2
    assert api.model_info(f"{organization}/fill-mask").pipeline_tag == "fill-mask"


def test_gated_models(api, hub):
    organization = hub.organization(f"shelf-{uuid.uuid4().hex[:8]}", "alice")
    for name in ("open", "gated"):
        api.create_repo(f"{organization}/{name}")
    api.update_repo_settings(f"{organization}/gated", gated="manual")
    assert names(api.list_models(author=organization, gated=True)) == ["gated"]
    assert names(api.list_models(author=organization, gated=False)) == ["open"]


def test_datasets_by_card(api, hub):
    organization = hub.organization(f"shelf-{uuid.uuid4().hex[:8]}", "alice")
    for language in ("en", "de"):
        name = f"{organization}/{language}"
        api.create_repo(name, repo_type="dataset")
        card = f"---\nlanguage:\n- {language}\ntask_categories:\n- text-generation\n---\n".encode()
        api.upload_file(path_or_fileobj=card, path_in_repo="README.md", repo_id=name, repo_type="dataset")
    assert names(api.list_datasets(author=organization, language="de")) == ["de"]
    assert set(names(api.list_datasets(author=organization, task_categories="text-generation"))) == {"en", "de"}
