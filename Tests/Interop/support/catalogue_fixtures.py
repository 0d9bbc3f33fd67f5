"""Hubs with 100,000 repos, one for each database, shared by all tests that ask for `catalogue`."""

import gc
from urllib.parse import urlencode

import pytest

from .catalogue import Catalogue, Repo
from .catalogue_reference import Question, Reference, Viewer
from .catalogue_store import write_postgresql, write_sqlite
from .hub import Hub
from .raw import Raw

COUNT = 100_000


class Shelves:
    """A running hub, what is in it, and the people who ask."""

    def __init__(self, hub: Hub, reference: Reference):
        self.hub = hub
        self.reference = reference
        member = hub.user("mona")
        for organization, role in ((Catalogue.LARGE, "read"), (Catalogue.SMALL, "write")):
            hub.admin("add-member", organization, "admin", "--role", "admin")
            hub.admin("add-member", organization, member.name, "--role", role)
        scoped = hub.token(member.name, "fine-grained", "--scope", f"{Catalogue.SMALL}:read")
        both = frozenset({Catalogue.LARGE, Catalogue.SMALL})
        self.viewers = {
            viewer.name: viewer
            for viewer in (
                Viewer("anonymous"),
                Viewer("stranger", hub.user("sten").token),
                Viewer("member", member.token, both),
                # A token of the member's that knows of one of the two accounts.
                Viewer("scoped", scoped, frozenset({Catalogue.SMALL})),
                Viewer("admin", hub.admin_token, None),
            )
        }
        self._raw = {name: Raw(hub, viewer.token) for name, viewer in self.viewers.items()}

    def raw(self, viewer: str = "anonymous") -> Raw:
        return self._raw[viewer]

    def api(self, viewer: str = "anonymous"):
        """The client as one of the viewers."""
        from huggingface_hub import HfApi

        return HfApi(endpoint=self.hub.url, token=self.viewers[viewer].token or False)

    def expected(self, question: Question, viewer: str = "anonymous", most: int | None = None) -> list[Repo]:
        return self.reference.answer(question, self.viewers[viewer], most)

    def check(self, question: Question, viewer: str = "anonymous", limit: int = 50, pages: int = 3) -> None:
        """Follows a list for some pages and compares it with what it must be."""
        wanted = [repo.full_name for repo in self.expected(question, viewer, limit * pages + 1)]
        found, ended = self.walk(question, viewer, limit, pages)
        told = f"{question} as {viewer}: /api/{question.kind}s?{urlencode(question.query)}"
        assert found == wanted[: len(found)], f"{told}: {_difference(found, wanted)}"
        # Of what a token doesn't cover, pages are shorter.
        complete = len(wanted) if ended else len(found) if viewer == "scoped" else limit * pages
        assert len(found) == complete, f"{told}: {len(found)} of {len(wanted)}"

    def walk(self, question: Question, viewer: str, limit: int, pages: int) -> tuple[list[str], bool]:
        """The ids on some pages, and whether there are no more."""
        query = [*question.query, ("limit", limit), ("expand", "private")]
        url = f"/api/{question.kind}s?{urlencode(query)}"
        found = []
        for _ in range(pages):
            answer = self.raw(viewer).get(url)
            assert answer.status_code == 200, f"{url}: {answer.status_code} {answer.text[:500]}"
            page = answer.json()
            assert len(page) <= limit, f"{url}: {len(page)} items"
            found += [item["id"] for item in page]
            if "next" not in answer.links:
                return found, True
            url = answer.links["next"]["url"]
        return found, False


def _difference(found: list[str], wanted: list[str]) -> str:
    pairs = zip(found, wanted, strict=False)
    place = next((n for n, (one, other) in enumerate(pairs) if one != other), len(wanted))
    return f"from place {place} on {found[place : place + 3]} instead of {wanted[place : place + 3]}"


@pytest.fixture(scope="session")
def made_up() -> tuple[Catalogue, list[list[Repo]], Reference]:
    # Millions of objects that stay: looking for garbage among them again and again would only cost time.
    gc.disable()
    catalogue = Catalogue(COUNT)
    chunks = list(catalogue.chunks())
    gc.freeze()
    gc.enable()
    return catalogue, chunks, Reference([repo for chunk in chunks for repo in chunk])


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def catalogue(request, make_hub, made_up):
    made, chunks, reference = made_up
    # The first start makes the tables and the administrator.
    hub = make_hub(request.param).start()
    assert hub.stop() == 0
    if request.param == "sqlite":
        write_sqlite(hub.data, made.owners, chunks)
    else:
        write_postgresql(hub.environment["ROOST_DATABASE"], made.owners, chunks)
    hub.start()
    yield Shelves(hub, reference)
    assert hub.stop() == 0, f"the hub did not end well:\n{hub.tail()}"
