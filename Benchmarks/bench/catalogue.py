"""Lists and searches over ever more repos: how long single answers take, and how that grows.

Filling the databases takes far longer than measuring. ROOST_BENCH_LOCK names a file that is locked (flock) while it is
measured, so that others on the same machine can keep quiet for that long and work at other times.
"""

import base64
import fcntl
import http.client
import math
import os
import random
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode, urlsplit

from support.catalogue import FAMILIES, LANGUAGES, LICENSES, PIPELINES, SIZES, Catalogue, rare_word, word
from support.catalogue_store import write_postgresql, write_sqlite
from support.hub import Hub
from support.postgres import PostgreSQL

from .report import Figure
from .world import World

QUERIES = 200
WARM_UP = 10
# What takes longer than so many seconds is known well enough by then, if there were so many queries.
ENOUGH_SECONDS, ENOUGH_QUERIES = 10, 30
AIM_MILLISECONDS = 20


def case(world: World) -> list[Figure]:
    """Catalogue: lists and searches over 1,000 to 100,000 repos (with --large 1,000,000), on both databases."""
    sizes = [1_000, 10_000, 100_000] + ([1_000_000] if os.environ.get("ROOST_BENCH_LARGE") else [])
    figures = []
    postgres = PostgreSQL()
    try:
        for database in ("SQLite", "PostgreSQL"):
            times: dict[str, dict[int, list[float]]] = {}
            for size in sizes:
                with filled(world, database, size, postgres) as hub, alone():
                    for name, queries in KINDS.items():
                        times.setdefault(name, {})[size] = measure(hub, queries, size)
            figures += told(database, times)
    finally:
        postgres.stop()
    return figures


@contextmanager
def alone() -> Iterator[None]:
    if not (name := os.environ.get("ROOST_BENCH_LOCK")):
        yield
        return
    with open(name, "a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def filled(world: World, database: str, size: int, postgres: PostgreSQL) -> Iterator[Hub]:
    """A hub with so many repos."""
    place = world.folder / f"catalogue-{database}-{size}"
    place.mkdir()
    url = postgres.database(f"catalogue_{size}") if database == "PostgreSQL" else None
    hub = Hub(place / "data", url)
    hub.start()
    hub.stop()
    catalogue = Catalogue(size)
    started = time.perf_counter()
    if url is None:
        write_sqlite(hub.data, catalogue.owners, catalogue.chunks())
    else:
        write_postgresql(url, catalogue.owners, catalogue.chunks())
    took = time.perf_counter() - started
    hub.start()
    print(f"bench:   {database}, {size:,} repos, made in {took:.0f} s", flush=True)
    try:
        yield hub
    finally:
        hub.stop()


def measure(hub: Hub, queries, size: int) -> list[float]:
    """Milliseconds of each of many different queries, one after the other on one connection."""
    chance = random.Random(size)
    paths = list(dict.fromkeys(queries(chance, size) for _ in range(3 * (QUERIES + WARM_UP))))[: QUERIES + WARM_UP]
    address = urlsplit(hub.url)
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=600)
    times = []
    end = time.perf_counter() + ENOUGH_SECONDS
    for path in paths:
        if len(times) >= WARM_UP + ENOUGH_QUERIES and time.perf_counter() > end:
            break
        started = time.perf_counter()
        connection.request("GET", path)
        answer = connection.getresponse()
        content = answer.read()
        times.append(1000 * (time.perf_counter() - started))
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status} {content[:300]!r}")
    connection.close()
    return times[WARM_UP:]


# What is asked. Each makes a path from chance and the number of repos.


def skewed(chance: random.Random, values):
    return values[int(chance.random() ** 2 * len(values))]


def path(kind: str, **query) -> str:
    return f"/api/{kind}?{urlencode(query, doseq=True)}"


def tag(chance: random.Random, size: int) -> str:
    """Frequent ones as often as rare ones."""
    return chance.choice(
        [
            skewed(
                chance, ["safetensors", "transformers", "diffusers", "endpoints_compatible", "peft", "gguf", "pytorch"]
            ),
            f"license:{skewed(chance, LICENSES)}",
            skewed(chance, LANGUAGES),
            skewed(chance, PIPELINES),
            f"topic-{word(int(max(200, size // 5) ** chance.random()))}",
        ]
    )


def of_author(chance, size) -> str:
    number = int((size // 12) ** chance.random()) - 1
    return path("models", author=Catalogue._owner_name(number), sort="lastModified", limit=20 + chance.randrange(5))


def two_tags(chance, size) -> str:
    return path("models", filter=[tag(chance, size), tag(chance, size)], sort="downloads", limit=20)


def two_tags_deep(chance, size) -> str:
    return path(
        "models", filter=[tag(chance, size), tag(chance, size)], sort="downloads", limit=20, cursor=cursor(chance)
    )


def cursor(chance: random.Random) -> str:
    """A place in the order by downloads far behind the first page: that of a repo with so many of them."""
    downloads = int(10 ** (7 * chance.uniform(0.3, 0.9) ** 3)) - 1
    text = f"{downloads}:{chance.randrange(1 << 58)}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def deep(chance, size) -> str:
    return path("models", sort="downloads", limit=20, cursor=cursor(chance))


def rare_name(chance, size) -> str:
    return path("models", search=f"{chance.randrange(size) * 7919 % 46_656_000:05x}", limit=20)


def frequent_name(chance, size) -> str:
    family = skewed(chance, FAMILIES).lower()
    text = chance.choice([family, f"{family}-{skewed(chance, SIZES)}", f"{family} {skewed(chance, SIZES)}"])
    return path(
        "models", search=text, limit=20, sort=chance.choice(["downloads", "likes", "trendingScore", "createdAt"])
    )


def rare_text(chance, size) -> str:
    return path("search/full-text", q=rare_word(chance.randrange(max(1, size // 20))))


def frequent_text(chance, size) -> str:
    words = ["model", "training", "dataset", "research", "transformers", "safetensors", *(word(n) for n in range(40))]
    return path("search/full-text", q=" ".join(chance.sample(words, chance.choice([1, 2, 2]))))


def quick(chance, size) -> str:
    typed = f"{skewed(chance, FAMILIES)} {skewed(chance, SIZES)}".lower()
    return path("quicksearch", q=typed[: 2 + chance.randrange(8)].strip(), limit=3 + chance.randrange(18))


KINDS = {
    "repos of an author": of_author,
    "two tags by downloads": two_tags,
    "two tags, a page far behind": two_tags_deep,
    "all, a page far behind": deep,
    "a rare part of a name": rare_name,
    "a frequent part of a name": frequent_name,
    "a rare word in full text": rare_text,
    "frequent words in full text": frequent_text,
    "quick search": quick,
}


# What is told of it


def told(database: str, times: dict[str, dict[int, list[float]]]) -> list[Figure]:
    figures = []
    for name, by_size in times.items():
        print(f"bench:   {database}, {name}: " + "; ".join(f"{n:,}: {summary(t)}" for n, t in by_size.items()))
        last = max(by_size)
        label = f"{database}, {last:,} repos: {name}"
        # What is aimed at holds for 100,000 repos.
        aim = AIM_MILLISECONDS if last == 100_000 else None
        figures += [
            Figure(f"{label}, median", statistics.median(by_size[last]), "ms", more_is_better=False),
            Figure(f"{label}, 99 %", slow(by_size[last]), "ms", aim=aim, more_is_better=False),
            Figure(
                f"{database}: {name}, growth of the 99 %", exponent({n: slow(t) for n, t in by_size.items()}),
                "exponent", aim=1, more_is_better=False,
            ),
        ]  # fmt: skip
    return figures


def slow(times: list[float]) -> float:
    """What 99 of 100 stay below."""
    return sorted(times)[math.ceil(0.99 * len(times)) - 1]


def summary(times: list[float]) -> str:
    return f"{statistics.median(times):.1f} ms, 99 % {slow(times):.1f} ms"


def exponent(times: dict[int, float]) -> float:
    """1 for what takes ten times as long with ten times as many repos."""
    return statistics.linear_regression([math.log(n) for n in times], [math.log(t) for t in times.values()]).slope
