"""Xet: the inner loops against hf_xet's, and 1 GiB through the real client."""

import os
import pathlib
import re
import shutil
import statistics
import subprocess
import time

from .clients import ROOT, Hf
from .measure import RUNS, cpu_seconds, fetch
from .report import Figure
from .world import World

GIB = 1 << 30


def case(world: World) -> list[Figure]:
    """Xet: hashing rates, 1 GiB through the real client, reading without it."""
    client = Hf(world)
    content = world.folder / "content.bin"
    randomize(content)
    return rates(client, content) + transfers(world, client, content)


def hash_rate(client: Hf, path: pathlib.Path) -> float:
    """GiB/s at which hf_xet cuts and hashes a file."""
    script = (
        "import sys, time, hf_xet\n"
        "for _ in range(5):\n"
        "    start = time.perf_counter(); hf_xet.hash_files([sys.argv[1]]); print(time.perf_counter() - start)\n"
    )
    output = subprocess.run([client.python, "-c", script, path], check=True, capture_output=True, text=True)
    return path.stat().st_size / GIB / min(map(float, output.stdout.split()))


def rates(client: Hf, content: pathlib.Path) -> list[Figure]:
    package = ROOT / "Benchmarks" / "xet"
    build = ["swift", "build", "-c", "release", "--package-path", package]
    subprocess.run(build, check=True, stdout=subprocess.DEVNULL)
    binary = subprocess.run([*build, "--show-bin-path"], check=True, capture_output=True, text=True).stdout.strip()
    output = subprocess.run([f"{binary}/xet-bench", content], check=True, capture_output=True, text=True).stdout
    measured = {name: float(rate) for name, rate in re.findall(r"^(.*)\t([\d.]+)$", output, re.MULTILINE)}
    peer = hash_rate(client, content)
    aims = {"keyed hash of 64 KiB, 8 lanes": 2.5, "keyed hash of 64 KiB, 4 lanes": 1.4}
    figures = []
    for name, rate in measured.items():
        figure = Figure(f"Xet: {name}", rate, "GiB/s", aim=aims.get(name))
        if name.startswith("chunks and hashes"):
            figure.peer, figure.peer_value, figure.aim, figure.aim_is_ratio = "hf_xet hash_files", peer, 1.0, True
        figures.append(figure)
    return figures


def transfers(world: World, client: Hf, content: pathlib.Path) -> list[Figure]:
    samples = {"up": [], "down": []}
    peak = 0.0
    for number in range(RUNS):
        if number > 0:
            randomize(content)
        samples["up"].append(client.run("upload", f"admin/bench-xet-{number}", content, "content.bin"))
        time.sleep(5)  # The server hashes large files after the upload; that is measured below.
        samples["down"].append(
            client.run("download", f"admin/bench-xet-{number}", "content.bin", "--local-dir", world.folder / f"{number}")
        )
        (world.folder / f"{number}" / "content.bin").unlink()
        peak = max(peak, peak_megabytes(world.pid))
    figures = []
    for label, taken in (("upload", samples["up"]), ("download", samples["down"])):
        wall, theirs, ours = (
            statistics.median(getattr(run, figure) for run in taken) for figure in ("seconds", "cpu", "server_cpu")
        )
        figures += [
            Figure(f"Xet: {label} of 1 GiB by hf", GIB / 1e6 / wall, "MB/s"),
            Figure(
                f"Xet: {label}, the server's processor", ours, "CPU-s/GiB", "hf's own", theirs, more_is_better=False
            ),
        ]
    figures.append(Figure("Xet: largest memory of the server", peak, "MB", aim=200, more_is_better=False))

    stored = stored_megabytes(world)
    took = client.run("upload", "admin/bench-xet-again", content, "content.bin").seconds
    figures += [
        Figure("Xet: the same file to another repo", took, "s", more_is_better=False),
        Figure("Xet: … adds", stored_megabytes(world) - stored, "MB", aim=0, more_is_better=False),
    ]
    stored = stored_megabytes(world)
    with content.open("r+b") as target:
        target.seek(GIB // 2)
        target.write(os.urandom(GIB // 100))
    client.run("upload", "admin/bench-xet-again", content, "content.bin")
    figures.append(
        Figure(
            "Xet: a copy with 1 % changed adds", (stored_megabytes(world) - stored) / (GIB / 1e6) * 100, "%", aim=5,
            more_is_better=False,
        )
    )  # fmt: skip

    # One more time than counted, as everywhere; in turn, so that whatever else the machine does hits both.
    shutil.copyfile(content, world.nginx.files / "content.bin")
    urls = {
        "roost": (f"{world.hub.url}/admin/bench-xet-again/resolve/main/content.bin", world.pid),
        "nginx": (f"{world.nginx.url}/content.bin", world.nginx.process.pid),
    }
    taken = {name: [] for name in urls}
    for _ in range(RUNS + 1):
        for name, (url, pid) in urls.items():
            before = cpu_seconds(pid)
            taken[name].append((fetch(url, GIB), cpu_seconds(pid) - before))
    medians = {name: [statistics.median(column) for column in zip(*values[1:])] for name, values in taken.items()}
    return figures + [
        Figure(
            "Xet: 1 GiB read by curl", GIB / 1e6 / medians["roost"][0], "MB/s",
            "nginx, the file itself", GIB / 1e6 / medians["nginx"][0],
        ),
        Figure(
            "Xet: … the server's processor", medians["roost"][1], "CPU-s/GiB", "nginx", medians["nginx"][1],
            more_is_better=False,
        ),
    ]  # fmt: skip


def randomize(path: pathlib.Path) -> None:
    with path.open("wb") as target:
        for _ in range(64):
            target.write(os.urandom(GIB // 64))


def stored_megabytes(world: World) -> float:
    folder = pathlib.Path(world.hub.data) / "objects" / "objects" / "xorbs"
    stored = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6
    assert stored > 0, f"no xorb in {folder}"
    return stored


def peak_megabytes(pid: int) -> float:
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmHWM:\s*(\d+) kB", status)[1]) / 1024
