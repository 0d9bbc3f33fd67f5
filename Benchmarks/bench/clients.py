"""The clients that are measured: `roost` and the Python client that people have."""

import os
import pathlib
import re
import subprocess
import sys
import threading
import time
from dataclasses import dataclass

from .measure import cpu_seconds
from .world import World

ROOT = pathlib.Path(__file__).resolve().parents[2]


@dataclass
class Run:
    """What one run of a command took."""

    seconds: float
    #: Of the command, user and system together.
    cpu: float
    #: Of the server meanwhile.
    server_cpu: float
    #: The most memory that was resident at once: with pages of the program and of libraries, which all who run them
    #: share and the system takes back when it likes…
    megabytes: float
    #: … and without those.
    own_megabytes: float
    #: What it printed.
    output: str


class Watch:
    """Reads again and again how much memory a process has resident.

    `getrusage` would count this program, which was there before the command took its place.
    """

    def __init__(self, pid: int):
        self.status = pathlib.Path(f"/proc/{pid}/status")
        self.megabytes = self.own_megabytes = 0.0
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self.run, daemon=True)

    def run(self) -> None:
        while not self.stopped.wait(0.005):
            try:
                text = self.status.read_text()
            except (FileNotFoundError, ProcessLookupError):
                return
            sizes = {name: int(size) / 1024 for name, size in re.findall(r"(\w+):\s*(\d+) kB", text)}
            self.megabytes = max(self.megabytes, sizes.get("VmHWM", 0))
            self.own_megabytes = max(self.own_megabytes, sizes.get("RssAnon", 0))

    def __enter__(self) -> "Watch":
        self.thread.start()
        return self

    def __exit__(self, *error) -> None:
        self.stopped.set()
        self.thread.join()


class Client:
    """A command that downloads from the world's hub, with a cache of its own unless it is told otherwise."""

    def __init__(self, world: World, command: str | pathlib.Path):
        self.world = world
        self.command = str(command)
        self.homes = 0

    def fresh(self) -> pathlib.Path:
        """An `HF_HOME` that nothing was put into."""
        self.homes += 1
        name = re.sub(r"\W+", "-", self.command)[-20:]
        return self.world.folder / f"home-{name}-{self.homes}"

    def run(self, *arguments, home: pathlib.Path | None = None, url: str | None = None, **variables) -> Run:
        environment = {
            "PATH": os.environ["PATH"],
            "HF_ENDPOINT": url or self.world.hub.url,
            "HF_TOKEN": self.world.hub.admin_token,
            "HF_HOME": str(home or self.fresh()),
            # What has nothing to do with the hub is not measured.
            "HF_HUB_DISABLE_UPDATE_CHECK": "1",
            "HF_HUB_DISABLE_TELEMETRY": "1",
            **variables,
        }
        output = self.world.folder / "output.txt"
        server, start = cpu_seconds(self.world.pid), time.perf_counter()
        with output.open("wb") as target:
            process = subprocess.Popen(
                [self.command, *map(str, arguments)], env=environment, stdout=target, stderr=subprocess.STDOUT
            )
            with Watch(process.pid) as watch:
                _, status, usage = os.wait4(process.pid, 0)
        took = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        text = output.read_text(errors="replace")
        if status != 0:
            raise RuntimeError(f"{self.command} {arguments}: {text[-2000:]}")
        return Run(
            took,
            usage.ru_utime + usage.ru_stime,
            cpu_seconds(self.world.pid) - server,
            watch.megabytes,
            watch.own_megabytes,
            text,
        )


class Roost(Client):
    def __init__(self, world: World):
        super().__init__(world, os.environ["ROOST_BINARY"])


class Hf(Client):
    """`hf` of huggingface_hub with hf_xet, in an environment of its own."""

    def __init__(self, world: World):
        place = ROOT / ".build-bench" / "client"
        if not (place / "bin" / "hf").exists():
            subprocess.run([sys.executable, "-m", "venv", place], check=True)
            wanted = ["huggingface_hub==2.4.0", "hf_xet==1.8.0"]
            subprocess.run([place / "bin" / "pip", "install", "--quiet", *wanted], check=True)
        super().__init__(world, place / "bin" / "hf")
        self.python = place / "bin" / "python"
