"""Writers that keep book of what the hub has acknowledged, so that a crash can be judged afterwards."""

import random
import threading
from dataclasses import dataclass, field

import requests

from .content import random_bytes, sha256
from .raw import Raw


@dataclass
class Change:
    """One commit: a few small files and sometimes a large one, under a folder of its own."""

    number: int
    repo: str
    files: dict[str, bytes] = field(default_factory=dict)
    acknowledged: bool = False


def make_change(number: int, repos: list[str]) -> Change:
    chance = random.Random(number)
    folder = f"change-{number:05}"
    change = Change(number, repos[number % len(repos)])
    for index in range(chance.randint(1, 4)):
        # Some above the size up to which content lies in the database.
        change.files[f"{folder}/{index}.txt"] = chance.randbytes(chance.choice([10, 1_000, 100_000]))
    if chance.random() < 0.5:
        change.files[f"{folder}/weights.bin"] = random_bytes(chance.choice([1_000, 300_000, 2_000_000]), seed=number)
    return change


def push(raw: Raw, change: Change) -> bool:
    """Sends the change as a client does: large files first, then the commit. True if the hub said yes."""
    operations = [Raw.header(f"change {change.number}")]
    for path, content in change.files.items():
        if not path.endswith(".bin"):
            operations.append(Raw.file(path, content))
            continue
        oid = sha256(content)
        [entry] = raw.batch(change.repo, [(oid, len(content))]).json()["objects"]
        if "actions" in entry:
            if raw.request("PUT", entry["actions"]["upload"]["href"], data=content).status_code != 200:
                return False
        operations.append(Raw.large_file(path, oid, len(content)))
    return raw.commit(change.repo, operations).status_code == 200


class Writers:
    """Several threads that take numbers from one counter until `stop`, or until the hub is gone."""

    def __init__(self, hub, token: str, repos: list[str], first: int, threads: int = 4):
        self.changes: list[Change] = []
        self._next = first
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._work, args=(Raw(hub, token), repos)) for _ in range(threads)]
        for thread in self._threads:
            thread.start()

    def _work(self, raw: Raw, repos: list[str]) -> None:
        while not self._over.is_set():
            with self._lock:
                number = self._next
                self._next += 1
            change = make_change(number, repos)
            with self._lock:
                self.changes.append(change)
            try:
                change.acknowledged = push(raw, change)
            except (requests.RequestException, ValueError, KeyError):
                # The hub is gone, or broke off in the middle of an answer.
                return

    def join(self) -> list[Change]:
        self._over.set()
        for thread in self._threads:
            thread.join(timeout=60)
            assert not thread.is_alive()
        return self.changes
