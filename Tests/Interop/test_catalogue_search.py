"""Full text, names as they are typed, and what trends, over 100,000 repos."""

import random
import re

import pytest

from support.catalogue import KINDS, Catalogue, rare_word, word
from support.catalogue_reference import Question, words_of

pytest_plugins = ["support.catalogue_fixtures"]
# The first test of a database waits until it is filled.
pytestmark = pytest.mark.timeout(600)

VIEWERS = ["anonymous", "stranger", "member", "scoped", "admin"]


def full_text(shelves, text: str, viewer: str = "anonymous", **more) -> dict:
    answer = shelves.raw(viewer).get("/api/search/full-text", params={"q": text, "limit": 100, **more})
    assert answer.status_code == 200, answer.text[:500]
    return answer.json()


def all_hits(shelves, text: str, viewer: str = "anonymous", most: int = 1000, **more) -> list[dict]:
    hits = []
    for skip in range(0, most, 100):
        page = full_text(shelves, text, viewer, skip=skip, **more)["hits"]
        hits += page
        # What a token doesn't cover is left out of its page.
        if len(page) < 100 and viewer != "scoped" or not page:
            break
    return hits


def repo_of(shelves, hit: dict):
    return shelves.reference.by_name[hit["type"], hit["repoId"].lower()]


def hit_names(hits) -> set[tuple[str, str]]:
    return {(hit["type"], hit["repoId"]) for hit in hits}


# Full text


@pytest.mark.parametrize("viewer", VIEWERS)
def test_rare_words_find_all_that_hold_them(catalogue, viewer):
    chance = random.Random(viewer)
    rare = [rare_word(chance.randrange(5_000)) for _ in range(12)] + [word(n) for n in (3000, 9000, 20_000)]
    for text in rare:
        wanted = catalogue.reference.holding([text], KINDS, catalogue.viewers[viewer])
        hits = all_hits(catalogue, text, viewer)
        assert hit_names(hits) == wanted, text
        assert len(hits) == len(wanted)


def test_private_repos_are_found_by_members_only(catalogue):
    """By a word that nobody else's repo has."""
    private = [
        repo for repo in catalogue.reference.repos
        if repo.private and repo.owner.name == Catalogue.LARGE and " x" in repo.body
    ][:6]  # fmt: skip
    assert private
    for repo in private:
        rare = repo.body.split()[-1]
        place = (repo.kind, repo.full_name)
        for viewer in VIEWERS:
            found = place in hit_names(all_hits(catalogue, rare, viewer))
            assert found == catalogue.viewers[viewer].sees(repo), (viewer, rare, place)
            # Nor by the number of those there are.
            assert full_text(catalogue, rare, viewer)["estimatedTotalHits"] == len(
                catalogue.reference.holding([rare], KINDS, catalogue.viewers[viewer])
            ) or viewer == "scoped"  # fmt: skip


@pytest.mark.parametrize(
    "text", ["model", word(0), word(1), f"{word(0)} {word(1)}", "transformers", "bert large", "mod"]
)
@pytest.mark.parametrize("viewer", ["anonymous", "member", "scoped"])
def test_frequent_words_find_only_what_holds_them(catalogue, text, viewer):
    hits = all_hits(catalogue, text, viewer, most=200)
    assert len(hits) >= 150
    assert len(hit_names(hits)) == len(hits)
    *whole, last = text.split()
    for hit in hits:
        repo = repo_of(catalogue, hit)
        assert catalogue.viewers[viewer].sees(repo), hit["repoId"]
        held = words_of(repo)
        assert all(each in held for each in whole), (hit["repoId"], text)
        assert any(each.startswith(last) for each in held), (hit["repoId"], text)


@pytest.mark.parametrize("text", ["mod", "model", word(0)])
def test_the_same_page_has_the_same_hits(catalogue, text):
    """Otherwise what follows on the next page is there twice, or never. Databases change their plans by themselves."""
    pages = [[hit["_id"] for hit in full_text(catalogue, text, skip=100)["hits"]] for _ in range(8)]
    assert all(page == pages[0] for page in pages)


def test_several_words_must_all_be_there(catalogue):
    chance = random.Random(1)
    repos = [repo for repo in catalogue.reference.repos if not repo.private and " x" in repo.body]
    for repo in chance.sample(repos, 15):
        words = repo.body.split()[-4:]
        wanted = catalogue.reference.holding(words, KINDS, catalogue.viewers["anonymous"])
        assert (repo.kind, repo.full_name) in wanted
        assert hit_names(all_hits(catalogue, " ".join(words))) == wanted
        assert hit_names(all_hits(catalogue, f"{words[0]} {rare_word(200_000)}")) == set()


def test_the_last_word_may_be_unfinished(catalogue):
    text = rare_word(3_333)[:-1]
    wanted = catalogue.reference.holding([text], KINDS, catalogue.viewers["anonymous"])
    assert len(wanted) > 1
    assert hit_names(all_hits(catalogue, text)) == wanted


@pytest.mark.parametrize("kind", KINDS)
def test_types(catalogue, kind):
    text = word(2_000)
    wanted = catalogue.reference.holding([text], [kind], catalogue.viewers["anonymous"])
    assert wanted
    for type in (kind, f"{kind}s"):
        assert hit_names(all_hits(catalogue, text, type=type)) == wanted


def test_names_come_first(catalogue):
    """Of a word in a repo's own name, the repos named so."""
    repo = catalogue.expected(Question("model", (("search", "codegen"),), "downloads"))[0]
    hits = full_text(catalogue, " ".join(re.findall(r"[^\W_]+", repo.full_name)))["hits"]
    assert hits[0]["repoId"] == repo.full_name
    for hit in full_text(catalogue, "codegen")["hits"][:20]:
        assert "codegen" in hit["repoId"].lower()


def test_what_hits_hold(catalogue):
    text = rare_word(77)
    for hit in full_text(catalogue, text)["hits"]:
        repo = repo_of(catalogue, hit)
        assert (hit["_id"], hit["repoOwner"], hit["repoName"]) == (repo.public_id, repo.owner.name, repo.name)
        assert (hit["likes"], hit["downloads"], hit["tags"]) == (repo.likes, repo.downloads, repo.tags)
        marked = [piece["text"] for piece in hit["formatted"]["fileContent"] if piece["type"] == "highlight"]
        assert text in marked
        assert "".join(piece["text"] for piece in hit["formatted"]["fileContent"]) in repo.body


@pytest.mark.parametrize(
    "text",
    ['"', "'", "bert OR", "NOT bert", "bert*", "name:bert", "(bert", "bert & !large", "a | b", "-bert", "{x}", "^",
     "Üß漢字", "x" * 2000, "bert\\", ":*", "A", "repo_words", "NEAR(bert large, 5)", "🦆 bert", "; DROP TABLE repos",
     "bert:A"],
)  # fmt: skip
def test_odd_text(catalogue, text):
    """Signs of the databases' own languages are nothing but letters, or blanks."""
    answer = catalogue.raw().get("/api/search/full-text", params={"q": text})
    assert answer.status_code == (200 if re.search(r"[^\W_]", text) else 400), answer.text[:300]


@pytest.mark.parametrize(
    "query",
    [
        "",
        "q=",
        "q=%20",
        "q=bert&limit=0",
        "q=bert&limit=101",
        "q=bert&skip=-1",
        "q=bert&skip=x",
        "q=bert&type=nonsense",
    ],
)
def test_bad_full_text(catalogue, query):
    answer = catalogue.raw().get(f"/api/search/full-text?{query}")
    assert answer.status_code == 400
    name = query.split("&")[-1].split("=")[0] or "q"
    assert f'"{name}"' in answer.json()["error"]


# Names as they are typed


@pytest.mark.parametrize("viewer", VIEWERS)
def test_quick_search(catalogue, viewer):
    chance = random.Random(viewer)
    texts = [
        "bert",
        "big-lab/",
        "Llama 70b",
        "_qa",
        "quiet.lab",
        "w",
        "zz",
        "no-such-name",
        f"{chance.randrange(4096):03x}",
    ]
    for text in texts:
        for limit in (3, 20):
            answer = catalogue.raw(viewer).get("/api/quicksearch", params={"q": text, "limit": limit})
            assert answer.status_code == 200, answer.text[:300]
            for kind in KINDS:
                wanted = catalogue.expected(Question(kind, (("search", text),)), viewer)[:limit]
                found = [(item["id"], item["private"]) for item in answer.json()[f"{kind}s"]]
                if viewer == "scoped":
                    # Filtered after they were found: there may be fewer.
                    assert len(found) <= limit
                    found = wanted = [place for place in found if place in {(r.full_name, r.private) for r in wanted}]
                else:
                    wanted = [(repo.full_name, repo.private) for repo in wanted]
                assert found == wanted, (text, kind)


def test_quick_search_of_accounts(catalogue):
    answer = catalogue.raw().get("/api/quicksearch", params={"q": "big-l"}).json()
    assert [item["name"] for item in answer["orgs"]] == [Catalogue.LARGE] and answer["users"] == []
    answer = catalogue.raw().get("/api/quicksearch", params={"q": "mona"}).json()
    names = [item["name"] for item in answer["users"]]
    assert names[0] == "mona" and all(name.lower().startswith("mona") for name in names)
    assert catalogue.raw().get("/api/quicksearch", params={"q": "%"}).json()["usersCount"] == 0


@pytest.mark.parametrize("query", ["q=a&limit=0", "q=a&limit=21", "q=a&type=nonsense", "q=" + "a" * 201])
def test_bad_quick_search(catalogue, query):
    assert catalogue.raw().get(f"/api/quicksearch?{query}").status_code == 400


# What trends


@pytest.mark.parametrize("viewer", VIEWERS)
@pytest.mark.parametrize("type", ["all", *KINDS])
def test_trending(catalogue, viewer, type):
    kinds = KINDS if type == "all" else [type]
    seen = catalogue.viewers[viewer].sees
    for limit in (5, 100):
        answer = catalogue.raw(viewer).get("/api/trending", params={"type": type, "limit": limit})
        assert answer.status_code == 200, answer.text[:300]
        found = answer.json()["recentlyTrending"]
        scores = sorted(
            (repo.trending for repo in catalogue.reference.repos if repo.kind in kinds and seen(repo)), reverse=True
        )
        if viewer != "scoped":
            assert [item["repoData"]["trendingScore"] for item in found] == scores[:limit]
        for item in found:
            repo = catalogue.reference.by_name[item["repoType"], item["repoData"]["id"].lower()]
            assert seen(repo) and item["repoData"]["trendingScore"] == repo.trending


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "limit=x", "type=nonsense"])
def test_bad_trending(catalogue, query):
    answer = catalogue.raw().get(f"/api/trending?{query}")
    assert answer.status_code == 400
    assert f'"{query.split("=")[0]}"' in answer.json()["error"]
