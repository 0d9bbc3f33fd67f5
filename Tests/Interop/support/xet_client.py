"""Real clients with Xet, each in processes of their own: a client reads its environment when it is imported."""

import json
import os
import pathlib
import subprocess
import sys
import time

import requests

from .raw import PREFIXES, Raw

SECONDS = 300


class Client:
    """A machine of its own, as far as the client can see: `home` holds its caches.

    Nothing is set but where the hub is and who asks; `options` add to that. `python` is the interpreter of the
    virtual environment that the client is taken from.
    """

    def __init__(self, hub, token: str | None, home: pathlib.Path, python: str = sys.executable, **options: str):
        self.python = python
        self.home = home
        self.home.mkdir(parents=True)
        # PATH and HOME are what every process has.
        self.environment = {"PATH": os.environ["PATH"], "HOME": str(home), "HF_ENDPOINT": hub.url, **options}
        if token is not None:
            self.environment["HF_TOKEN"] = token
        # The command looks for a newer release of itself once a day, on another server than ours.
        done = home / ".cache/huggingface/.check_for_update_done"
        done.parent.mkdir(parents=True)
        done.touch()

    def run(self, *command: str, check: bool = True) -> subprocess.CompletedProcess:
        result = subprocess.run(
            command, env=self.environment, cwd=self.home, capture_output=True, text=True, timeout=SECONDS
        )
        if check:
            assert result.returncode == 0, f"{' '.join(command)}:\n{result.stdout}{result.stderr}"
        return result

    def hf(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess:
        return self.run(str(pathlib.Path(self.python).parent / "hf"), *arguments, check=check)

    def code(self, code: str, *arguments, check: bool = True) -> subprocess.CompletedProcess:
        """Runs a piece of Python; `arguments` are its `args`."""
        start = "import json, sys\nargs = json.loads(sys.argv[1])\n"
        return self.run(self.python, "-c", start + code, json.dumps([str(each) for each in arguments]), check=check)

    # What tests do most

    def upload(self, repo: str, source: pathlib.Path, path: str, kind: str = "model", check: bool = True):
        """One file, by the library: the command of older clients takes other words."""
        code = (
            "from huggingface_hub import HfApi\n"
            "HfApi().upload_file(path_or_fileobj=args[1], path_in_repo=args[2], repo_id=args[0], repo_type=args[3])"
        )
        return self.code(code, repo, source, path, kind, check=check)

    def download(self, repo: str, path: str, kind: str = "model") -> pathlib.Path:
        code = (
            "from huggingface_hub import hf_hub_download\nprint(hf_hub_download(args[0], args[1], repo_type=args[2]))"
        )
        return pathlib.Path(self.code(code, repo, path, kind).stdout.strip().splitlines()[-1])

    def snapshot(self, repo: str, kind: str = "model") -> pathlib.Path:
        code = "from huggingface_hub import snapshot_download\nprint(snapshot_download(args[0], repo_type=args[1]))"
        return pathlib.Path(self.code(code, repo, kind).stdout.strip().splitlines()[-1])

    def spoke_xet(self) -> bool:
        """Whether this client has ever opened a Xet session: it keeps its caches and logs there."""
        cache = self.home / ".cache/huggingface/xet"
        return cache.exists() and any(entry.is_file() for entry in cache.rglob("*"))


def entry_of(raw: Raw, repo: str, path: str, kind: str = "model") -> dict:
    answer = raw.post(f"/api/{kind}s/{repo}/paths-info/main", data={"paths": [path]})
    answer.raise_for_status()
    [entry] = answer.json()
    return entry


def wait_for_xet_hash(raw: Raw, repo: str, path: str, kind: str = "model", seconds: float = 60, watch=None) -> str:
    """Waits until the hub has made a Xet file of an LFS upload; calls `watch` again and again meanwhile."""
    deadline = time.monotonic() + seconds
    while True:
        if name := entry_of(raw, repo, path, kind).get("xetHash"):
            return name
        if watch is not None:
            watch()
        assert time.monotonic() < deadline, f"{path} has no xetHash after {seconds} s"
        time.sleep(0.05)


def resolve(raw: Raw, repo: str, path: str, kind: str = "model", method: str = "GET", **options) -> requests.Response:
    """What every other client sends: browsers, git-lfs, curl."""
    return raw.request(method, f"/{PREFIXES[kind]}{repo}/resolve/main/{path}", **options)


def xorb_bytes(hub) -> int:
    """The bytes of all xorbs on disk."""
    return sum(size for _, size in xorb_files(hub))


def xorb_files(hub) -> list[tuple[pathlib.Path, int]]:
    folder = hub.data / "objects/objects/xorbs"
    return [(path, path.stat().st_size) for path in folder.rglob("*") if path.is_file()] if folder.exists() else []
