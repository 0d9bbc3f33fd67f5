"""What lists and searches must answer, found by looking at every repo."""

import functools
import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass

from .catalogue import Repo, indexed_words

SORTS = {
    "createdAt": lambda repo: repo.created,
    "lastModified": lambda repo: repo.modified,
    "downloads": lambda repo: repo.downloads,
    "likes": lambda repo: repo.likes,
    "trendingScore": lambda repo: repo.trending,
}
UNITS = {"K": 10**3, "M": 10**6, "B": 10**9, "T": 10**12}


@dataclass(frozen=True)
class Viewer:
    """Somebody who asks."""

    name: str
    token: str | None = None
    #: Names of the accounts whose private repos they see; None for all accounts.
    accounts: frozenset | None = frozenset()

    def sees(self, repo: Repo) -> bool:
        return not repo.private or self.accounts is None or repo.owner.name in self.accounts


@dataclass(frozen=True)
class Question:
    """A list: names and values of a query, all of which must be met, and an order."""

    kind: str
    conditions: tuple[tuple[str, str], ...] = ()
    sort: str = "trendingScore"
    descending: bool = True

    @property
    def query(self) -> list[tuple[str, str]]:
        direction = [] if self.descending else [("direction", "1")]
        return [*self.conditions, ("sort", self.sort), *direction]


def meaning(kind: str, name: str, value: str) -> Callable[[Repo], bool]:
    """What a repo must be to meet one condition. Several values in one are the business of the caller."""
    match name:
        case "author":
            return lambda repo: repo.owner.name.lower() == value.lower()
        case "search":
            return lambda repo: value.lower() in repo.key
        case "filter" | "tags":
            return lambda repo: value in repo.tags
        case "language" if kind == "dataset":
            return lambda repo: f"language:{value.removeprefix('language:')}" in repo.tags
        case "language":
            return lambda repo: value in repo.tags
        case "task_categories" | "task_ids" | "size_categories" | "multilinguality" | "language_creators":
            return lambda repo: f"{name}:{value.removeprefix(name + ':')}" in repo.tags
        case "trained_dataset":
            return lambda repo: f"dataset:{value.removeprefix('dataset:')}" in repo.tags
        case "pipeline_tag" | "task":
            return lambda repo: repo.pipeline == value
        case "library":
            return lambda repo: value == repo.library or value in repo.tags
        case "gated":
            return lambda repo: (repo.gated != "false") == (value == "true")
        case "apps" | "models" | "datasets":
            return lambda repo: (name.removesuffix("s"), value.lower()) in repo.links
        case "linked":
            return lambda repo: value != "true" or any(kind in ("model", "dataset") for kind, _ in repo.links)
        case "num_parameters":
            low, high = bounds(value)
            return lambda repo: repo.parameters is not None and low <= repo.parameters <= high
        case "inference" | "inference_provider":
            return lambda repo: value == "cold"
    raise ValueError(name)


def single(name: str, value: str) -> list[str]:
    """The values that one value stands for."""
    if name == "search":
        return value.split()
    return [value] if name in ("author", "num_parameters", "pipeline_tag", "task") else value.split(",")


def bounds(text: str) -> tuple[int, int]:
    """`min:1B,max:7B`, either part, or one number."""
    low, high = 0, 1 << 63
    for part in text.split(","):
        name, number = re.fullmatch(r"(?:(min|max):)?(.+)", part).groups()
        unit = UNITS.get(number[-1].upper())
        value = round(float(number[:-1]) * unit) if unit else int(number)
        low, high = value if name != "max" else low, value if name != "min" else high
    return low, high


class Reference:
    def __init__(self, repos: list[Repo]):
        self.repos = repos
        self.by_kind = {kind: [repo for repo in repos if repo.kind == kind] for kind in ("model", "dataset", "space")}
        self.by_name = {(repo.kind, repo.key): repo for repo in repos}

    @functools.cache
    def _meeting(self, kind: str, name: str, value: str) -> frozenset:
        meets = meaning(kind, name, value)
        return frozenset(repo.id for repo in self.by_kind[kind] if meets(repo))

    @functools.cache
    def _ordered(self, kind: str, sort: str, descending: bool) -> list[Repo]:
        key = SORTS[sort]
        return sorted(self.by_kind[kind], key=lambda repo: (key(repo), repo.id), reverse=descending)

    def answer(self, question: Question, viewer: Viewer, most: int | None = None) -> list[Repo]:
        """The repos that a list must have, in its order; the first so many of them."""
        ordered = self._ordered(question.kind, question.sort, question.descending)
        sets = [
            self._meeting(question.kind, name, value)
            for name, values in question.conditions
            for value in single(name, values)
        ]
        seen = (repo for repo in ordered if viewer.sees(repo))
        if sets:
            meeting = frozenset.intersection(*sorted(sets, key=len))
            seen = (repo for repo in ordered if repo.id in meeting and viewer.sees(repo)) if meeting else ()
        return list(itertools.islice(seen, most))

    @functools.cache
    def _words(self) -> dict[str, list[Repo]]:
        """All words of every repo, with who has them."""
        found: dict[str, list[Repo]] = {}
        for repo in self.repos:
            for each in set(words_of(repo)):
                found.setdefault(each, []).append(repo)
        return found

    def holding(self, words: list[str], kinds, viewer: Viewer) -> set[str]:
        """The ids of the repos that hold all of the words, the last of which may go on."""
        *whole, last = words
        lists = [self._words().get(each, []) for each in whole]
        lists.append([repo for each, repos in self._words().items() if each.startswith(last) for repo in repos])
        ids = set.intersection(*({repo.id for repo in repos} for repos in lists))
        return {
            (repo.kind, repo.full_name)
            for repos in lists[-1:] for repo in repos
            if repo.id in ids and repo.kind in kinds and viewer.sees(repo)
        }  # fmt: skip


def words_of(repo: Repo) -> list[str]:
    text = f"{indexed_words(repo.full_name)} {' '.join(repo.tags)} {repo.body}"
    return re.findall(r"[^\W_]+", text.lower())
