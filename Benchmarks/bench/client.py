"""The client against `hf`: the same downloads from the same hub, in turn."""

import base64
import collections
import http.client
import http.server
import json
import os
import pathlib
import shutil
import statistics
import threading

from .clients import Client, Hf, Roost, Run
from .measure import RUNS
from .report import Figure
from .world import World

GIB = 1 << 30
SMALL_FILES = 2_000


def case(world: World) -> list[Figure]:
    """The client: 1 GiB plain and by Xet, slow connections, 2,000 small files, a cached snapshot, start-up."""
    roost, hf = Roost(world), Hf(world)
    repos = fill(world, hf)
    return (
        start_up(roost, hf)
        + large(roost, hf, repos["large"])
        + held_back(roost, hf, repos["large"])
        + small(roost, hf, repos["small"])
    )


def fill(world: World, hf: Hf) -> dict[str, str]:
    large, content = world.create("client-large"), world.folder / "large.bin"
    for name, size in (("large.bin", GIB), ("quarter.bin", GIB // 4)):
        with content.open("wb") as target:
            for _ in range(64):
                target.write(os.urandom(size // 64))
        hf.run("upload", large, content, name)
        content.unlink()
    small = world.create("client-small")
    lines = [{"key": "header", "value": {"summary": "Add files"}}]
    for number in range(SMALL_FILES):
        content = base64.b64encode(os.urandom(1_000 + number % 3_000)).decode()
        file = {"path": f"part-{number % 20:02}/{number:05}.json", "content": content, "encoding": "base64"}
        lines.append({"key": "file", "value": file})
    world.commit(small, "\n".join(map(json.dumps, lines)).encode())
    return {"large": large, "small": small}


def in_turn(runs: dict[str, collections.abc.Callable[[], Run]]) -> dict[str, Run]:
    """Medians; one more run than counted, in turn, so that whatever else the machine does hits both."""
    taken = {name: [] for name in runs}
    for _ in range(RUNS + 1):
        for name, run in runs.items():
            taken[name].append(run())
    return {name: median(values[1:]) for name, values in taken.items()}


def median(runs: list[Run]) -> Run:
    columns = ("seconds", "cpu", "server_cpu", "megabytes", "own_megabytes")
    figures = [statistics.median(getattr(run, column) for run in runs) for column in columns]
    return Run(*figures, runs[-1].output)


def start_up(roost: Client, hf: Client) -> list[Figure]:
    took = in_turn({"roost": lambda: roost.run("version"), "hf": lambda: hf.run("version")})
    return [
        Figure(
            "client: version", took["roost"].seconds * 1000, "ms", "hf", took["hf"].seconds * 1000, aim=30,
            more_is_better=False,
        ),
    ]  # fmt: skip


def whole(client: Client, repo: str, name: str, url: str | None = None, **variables) -> Run:
    """A file into a cache that is empty, and gone afterwards."""
    home = client.fresh()
    try:
        return client.run("download", repo, name, home=home, url=url, **variables)
    finally:
        shutil.rmtree(home)


def held_back(roost: Client, hf: Client, repo: str) -> list[Figure]:
    slow = roost.world.nginx.slow_hub

    def download(client: Client) -> Run:
        return whole(client, repo, "quarter.bin", slow, HF_HUB_DISABLE_XET="1")

    took = in_turn({"roost": lambda: download(roost), "hf": lambda: download(hf)})
    return [
        Figure(
            "client: 256 MiB, 24 MiB/s for each connection", took["roost"].seconds, "s", "hf", took["hf"].seconds,
            more_is_better=False,
        ),
    ]  # fmt: skip


def large(roost: Client, hf: Client, repo: str) -> list[Figure]:
    figures = []
    for label, variables, aim, memory in (
        ("1 GiB", {"HF_HUB_DISABLE_XET": "1"}, 1.25, 30),
        ("1 GiB by Xet", {}, 1.0, 150),
    ):

        def download(client: Client, variables=variables) -> Run:
            return whole(client, repo, "large.bin", **variables)

        took = in_turn({"roost": lambda: download(roost), "hf": lambda: download(hf)})
        ours, theirs = took["roost"], took["hf"]
        figures += [
            Figure(
                f"client: {label}, verified", ours.seconds, "s", "hf, not verified", theirs.seconds, aim=aim,
                aim_is_ratio=True, more_is_better=False,
            ),
            Figure(f"client: {label}, processor", ours.cpu, "CPU-s", "hf", theirs.cpu, more_is_better=False),
            Figure(
                f"client: {label}, memory", ours.megabytes, "MB", "hf", theirs.megabytes, aim=memory,
                more_is_better=False,
            ),
            Figure(
                f"client: {label}, memory of its own", ours.own_megabytes, "MB", "hf", theirs.own_megabytes,
                more_is_better=False,
            ),
        ]  # fmt: skip
    return figures


def small(roost: Client, hf: Client, repo: str) -> list[Figure]:
    homes = {}

    def download(client: Client) -> Run:
        homes[client] = client.fresh()
        return client.run("download", repo, home=homes[client])

    took = in_turn({"roost": lambda: download(roost), "hf": lambda: download(hf)})
    again = in_turn({
        "roost": lambda: roost.run("download", repo, home=homes[roost]),
        "hf": lambda: hf.run("download", repo, home=homes[hf]),
    })  # fmt: skip
    for home in homes.values():
        files = [path for path in home.rglob("snapshots/*/part-*/*.json")]
        assert len(files) == SMALL_FILES, f"{len(files)} files in {home}"
    ours, theirs = took["roost"], took["hf"]
    return [
        Figure(
            "client: 2,000 small files, verified", ours.seconds, "s", "hf, not verified", theirs.seconds, aim=4,
            aim_is_ratio=True, more_is_better=False,
        ),
        Figure(
            "client: … processor", ours.cpu, "CPU-s", "hf", theirs.cpu, aim=5, aim_is_ratio=True,
            more_is_better=False,
        ),
        Figure("client: … memory", ours.megabytes, "MB", "hf", theirs.megabytes, more_is_better=False),
        Figure(
            "client: the same again, cached", again["roost"].seconds * 1000, "ms", "hf", again["hf"].seconds * 1000,
            aim=100, more_is_better=False,
        ),
        Figure(
            "client: … requests", counted(roost, repo, homes[roost]), "", "hf", counted(hf, repo, homes[hf]), aim=1,
            more_is_better=False,
        ),
    ]  # fmt: skip


def counted(client: Client, repo: str, home: pathlib.Path) -> int:
    """How many requests a cached snapshot costs, by a hub that counts them."""
    with Counter(client.world.hub.url) as counter:
        client.run("download", repo, home=home, url=counter.url)
    return len(counter.paths)


class Counter:
    """Passes small requests on to a hub, and remembers them."""

    def __init__(self, hub: str):
        self.paths: list[str] = []
        paths, host = self.paths, hub.removeprefix("http://")

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                paths.append(self.path)
                connection = http.client.HTTPConnection(host)
                headers = {name: value for name, value in self.headers.items() if name.lower() != "accept-encoding"}
                connection.request(self.command, self.path, headers=headers)
                answer = connection.getresponse()
                body = answer.read()
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    if name.lower() not in ("content-length", "transfer-encoding", "connection", "date", "server"):
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
                connection.close()

            def log_message(self, *arguments):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self) -> "Counter":
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *error) -> None:
        self.server.shutdown()
        self.server.server_close()
