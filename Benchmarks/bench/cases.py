"""The cases. Each takes the world and answers figures; each makes what it needs."""

import json
import os
import random
import statistics
import subprocess
import time

from . import catalogue, client, seed, xet
from .measure import RUNS, cpu_seconds, fetch, median, requests_per_second, resident_megabytes, seconds
from .report import Figure
from .world import World, file, header

GIB = 1 << 30
CARD = b"---\nlicense: mit\npipeline_tag: fill-mask\nlibrary_name: transformers\ntags:\n- bench\n---\n# Bench\n"


def start(world: World) -> list[Figure]:
    """Start to “listening”, and memory of an idle hub."""
    times, idle = [], []
    for _ in range(5):
        world.hub.stop()
        times.append(seconds(world.hub.start))
        time.sleep(1)
        idle.append(resident_megabytes(world.pid))
    return [
        Figure("start to listening", statistics.median(times), "s", aim=0.3, more_is_better=False),
        Figure("memory when idle", statistics.median(idle), "MB", aim=60, more_is_better=False),
    ]


def info(world: World) -> list[Figure]:
    """Facts of a model with 20 files."""
    repo = world.create("info")
    world.commit(repo, header("fill") + file("README.md", CARD) + b"".join(file(f"{n}.txt", b"x") for n in range(20)))
    url = f"{world.hub.url}/api/models/{repo}"
    _, answer = world.request("GET", f"/api/models/{repo}", token=False)
    (world.nginx.files / "info.json").write_bytes(answer)
    return [
        Figure(
            "model info", median(lambda: requests_per_second(url)), "req/s",
            "nginx, static file", median(lambda: requests_per_second(f"{world.nginx.url}/info.json")), aim=5_000,
        ),
        Figure(
            "model info, with token",
            median(lambda: requests_per_second(url, token=world.hub.admin_token)), "req/s",
        ),
    ]  # fmt: skip


def resolve(world: World) -> list[Figure]:
    """A file of 1 kB by resolve."""
    repo, content = world.create("resolve"), os.urandom(1000)
    world.commit(repo, header("fill") + file("config.json", content))
    (world.nginx.files / "config.json").write_bytes(content)
    url = f"{world.hub.url}/{repo}/resolve/main/config.json"
    return [
        Figure(
            "resolve of 1 kB", median(lambda: requests_per_second(url)), "req/s",
            "nginx, static file", median(lambda: requests_per_second(f"{world.nginx.url}/config.json")), aim=4_000,
        )
    ]  # fmt: skip


def download(world: World) -> list[Figure]:
    """1 GiB up and down, against nginx serving the same file."""
    source = world.nginx.files / "model.bin"
    with source.open("wb") as target:
        for _ in range(64):
            target.write(os.urandom(GIB // 64))
    upload = []
    for number in range(RUNS):
        # Another first byte is another object; otherwise the hub would have it already.
        with source.open("r+b") as target:
            target.write(bytes([number]))
        repo = world.create(f"large-{number}")
        before = cpu_seconds(world.pid)
        upload.append((seconds(lambda: world.upload_large(repo, "model.bin", source)), cpu_seconds(world.pid) - before))
    figures = [
        Figure("upload of 1 GiB, hashing included", GIB / 1e6 / statistics.median(t for t, _ in upload), "MB/s"),
        Figure("upload: processor", statistics.median(c for _, c in upload), "CPU-s/GiB", more_is_better=False),
    ]
    urls = {
        "roost": (f"{world.hub.url}/{repo}/resolve/main/model.bin", world.pid),
        "nginx": (f"{world.nginx.url}/model.bin", world.nginx.process.pid),
    }
    for connections in (1, 4):
        speed, processor = {}, {}
        samples = {name: [] for name in urls}
        # In turn, so that whatever else the machine does hits both.
        for turn in range(RUNS + 1):
            for name, (url, pid) in urls.items():
                before = cpu_seconds(pid)
                took = fetch(url, GIB, connections)
                if turn > 0:
                    samples[name].append((took, cpu_seconds(pid) - before))
        for name, taken in samples.items():
            speed[name] = GIB / 1e6 / statistics.median(t for t, _ in taken)
            processor[name] = statistics.median(c for _, c in taken)
        label = f"download of 1 GiB, {connections} connection{'s' if connections > 1 else ''}"
        figures += [
            Figure(label, speed["roost"], "MB/s", "nginx", speed["nginx"], aim=0.7, aim_is_ratio=True),
            Figure(
                f"{label}: processor", processor["roost"], "CPU-s/GiB", "nginx", processor["nginx"],
                more_is_better=False,
            ),
        ]  # fmt: skip
    figures.append(Figure("memory after the transfers", resident_megabytes(world.pid), "MB", more_is_better=False))
    return figures


def commit(world: World) -> list[Figure]:
    """A commit of 1,000 small files, and asking beforehand how to send them."""
    repo = world.create("commit")
    chance = random.Random(1)
    turn = iter(range(1000))

    def files(number: int) -> dict[str, bytes]:
        return {f"turn-{number}/{n // 100}/{n:04}.txt": chance.randbytes(1000) for n in range(1000)}

    def by_roost() -> float:
        body = header("1,000 files") + b"".join(file(path, content) for path, content in files(next(turn)).items())
        return seconds(lambda: world.commit(repo, body))

    def by_git() -> float:
        work = world.folder / "git"
        git = ["git", "-C", str(work), "-c", "user.name=x", "-c", "user.email=x", "-c", "gc.auto=0"]
        if not work.exists():
            subprocess.run(["git", "init", "--quiet", str(work)], check=True)
        for path, content in files(next(turn)).items():
            target = work / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)

        def record():
            subprocess.run([*git, "add", "."], check=True)
            subprocess.run([*git, "commit", "--quiet", "--message", "x"], check=True)

        return seconds(record)

    def preupload() -> float:
        paths = [f"new/{n}.txt" for n in range(1000)]
        batches = [
            json.dumps({"files": [{"path": path, "sample": "eHh4", "size": 1000} for path in paths[at : at + 256]]})
            for at in range(0, 1000, 256)
        ]
        return seconds(
            lambda: [world.request("POST", f"/api/models/{repo}/preupload/main", batch) for batch in batches]
        )

    return [
        Figure(
            "commit of 1,000 files", median(by_roost), "s", "git add, git commit", median(by_git), aim=1.0,
            more_is_better=False,
        ),
        Figure("preupload of 1,000 files", median(preupload), "s", more_is_better=False),
    ]  # fmt: skip


def tree(world: World) -> list[Figure]:
    """The tree of 10,000 files."""
    repo = world.create("tree")
    world.commit(repo, header("fill") + b"".join(file(f"{n % 100:02}/{n:05}.txt", b"%d" % n) for n in range(10_000)))

    def walk() -> float:
        def pages():
            path, seen = f"/api/models/{repo}/tree/main?recursive=true", 0
            while path:
                headers, body = world.request("GET", path, token=False)
                seen += body.count(b'"type"')
                link = headers.get("link")
                path = link[1 : link.index(">")] if link else None
            if seen < 10_000:
                raise RuntimeError(f"the tree has {seen} entries")

        return seconds(pages)

    return [
        Figure("tree of 10,000 files, all pages", median(walk), "s", more_is_better=False),
        Figure(
            "tree, first page of 1,000",
            median(lambda: requests_per_second(f"{world.hub.url}/api/models/{repo}/tree/main?recursive=true")),
            "req/s",
        ),
        Figure(
            "resolve in a repo of 10,000 files",
            median(lambda: requests_per_second(f"{world.hub.url}/{repo}/resolve/main/50/05050.txt")),
            "req/s",
        ),
    ]


def listing(world: World) -> list[Figure]:
    """Lists of 20 out of 100,000 repos."""
    repo = world.create("seed")
    world.commit(repo, header("fill") + file("README.md", CARD))
    world.hub.stop()
    seed.copy_repo(world.hub.data, repo, 100_000)
    took = seconds(world.hub.start)
    queries = {
        "newest": "limit=20",
        "by downloads": "limit=20&sort=downloads",
        "of an author": "limit=20&author=admin&sort=lastModified",
        "by tag": "limit=20&filter=bench",
        "by a rare word": "limit=20&search=seed-099999",
        "with facts": "limit=20&full=true",
    }
    return [
        *(
            Figure(
                f"20 of 100,000 repos, {name}",
                median(lambda query=query: requests_per_second(f"{world.hub.url}/api/models?{query}", 8)),
                "req/s",
            )
            for name, query in queries.items()
        ),
        Figure("start with 100,000 repos", took, "s", more_is_better=False),
    ]


def memory(world: World) -> list[Figure]:
    """Memory after everything before it."""
    return [Figure("memory after the load", resident_megabytes(world.pid), "MB", more_is_better=False)]


ALL = {case.__name__: case for case in (start, info, resolve, commit, tree, listing, download)}
ALL |= {"catalogue": catalogue.case, "client": client.case, "xet": xet.case, "memory": memory}
