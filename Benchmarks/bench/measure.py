"""Instruments: wrk, curl, and what the kernel tells of a process."""

import os
import re
import statistics
import subprocess
import time

RUNS = 3


def median(run, runs: int = RUNS) -> float:
    """The median of what `run()` answers; a first, uncounted run warms up."""
    run()
    return statistics.median(run() for _ in range(runs))


def seconds(action) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def requests_per_second(url: str, connections: int = 32, token: str | None = None) -> float:
    """What wrk gets through in three seconds. An answer that is no success is a failure of the benchmark."""
    command = ["wrk", "--threads", "1", "--connections", str(connections), "--duration", "3s", url]
    if token is not None:
        command[1:1] = ["--header", f"authorization: Bearer {token}"]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in output or "Socket errors" in output:
        raise RuntimeError(f"wrk {url}:\n{output}")
    return float(re.search(r"Requests/sec:\s*([\d.]+)", output)[1])


def fetch(url: str, size: int, connections: int = 1) -> float:
    """Seconds that curl needs for the whole file, split over connections by ranges."""

    def curls():
        step = -(-size // connections)
        running = []
        for start in range(0, size, step):
            end = min(start + step, size) - 1
            command = ["curl", "--silent", "--show-error", "--fail", "--location", "--output", "/dev/null"]
            command += ["--range", f"{start}-{end}"] if connections > 1 else []
            command += ["--write-out", "%{size_download}", url]
            running.append(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))
        received = sum(int(process.communicate()[0]) for process in running)
        if received != size or any(process.returncode for process in running):
            raise RuntimeError(f"curl {url}: {received} of {size} bytes")

    return seconds(curls)


def processes_below(pid: int) -> list[int]:
    """The process and its children: nginx works in those."""
    with open(f"/proc/{pid}/task/{pid}/children") as file:
        return [pid, *(int(child) for child in file.read().split())]


def cpu_seconds(pid: int) -> float:
    ticks = 0
    for each in processes_below(pid):
        with open(f"/proc/{each}/stat") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def resident_megabytes(pid: int) -> float:
    with open(f"/proc/{pid}/status") as file:
        return int(re.search(r"VmRSS:\s*(\d+) kB", file.read())[1]) / 1024
