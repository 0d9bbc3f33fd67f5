"""Uploads through Xet and LFS that keep book of what the hub acknowledged, while it is killed at chosen moments."""

import random
import sqlite3
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import requests

from .content import sha256
from .hub import BINARY
from .postgres import program
from .raw import Raw
from .xet import File, Segment, Xorb, shard, split
from .xet_cas import Cas
from .xet_client import resolve

# What a kill is aimed at, and how long after its begin the latest comes: a little longer than it takes.
PHASES = {"xorb": 0.06, "shard": 0.04, "commit": 0.06, "conversion": 0.15, "collection": 0.4}


@dataclass(repr=False)
class Upload:
    """One large file under a path of its own; half of them go by LFS, to be converted in the background."""

    number: int
    repo: str
    acknowledged: bool = False

    def __post_init__(self):
        chance = random.Random(self.number)
        self.path = f"{self.number:05}.bin"
        self.by_lfs = self.number % 2 == 1
        self.content = chance.randbytes(int(1_000_000 * 9 ** chance.random()))
        if chance.random() < 0.3:
            # Shares its first half with another one.
            other = random.Random(self.number % 10).randbytes(1_000_000)
            self.content = other + self.content[: len(self.content) // 2]
        self.sha256 = sha256(self.content)

    def send(self, raw: Raw, reach: Callable[[str], None]) -> bool:
        """As a client does it; `reach` is told what comes next. True if the hub said yes to everything."""
        return (self._send_by_lfs if self.by_lfs else self._send_by_xet)(raw, reach) and self._commit(raw, reach)

    def _send_by_lfs(self, raw: Raw, reach: Callable[[str], None]) -> bool:
        [entry] = raw.batch(self.repo, [(self.sha256, len(self.content))]).json()["objects"]
        if "actions" not in entry:
            return True
        return raw.request("PUT", entry["actions"]["upload"]["href"], data=self.content).status_code == 200

    def _send_by_xet(self, raw: Raw, reach: Callable[[str], None]) -> bool:
        cas = Cas(raw, self.repo)
        chunks = split(self.content)
        middle = len(chunks) // 2
        xorbs = [Xorb(part) for part in (chunks[:middle], chunks[middle:]) if part]
        for xorb in xorbs:
            body = xorb.body()
            reach("xorb")
            if cas.put_xorb(xorb, body).status_code != 200:
                return False
        file = File([Segment(xorb) for xorb in xorbs], self.sha256)
        reach("shard")
        return cas.put_shard(shard([file], xorbs)).status_code == 200

    def _commit(self, raw: Raw, reach: Callable[[str], None]) -> bool:
        operations = [raw.header(f"Add {self.path}"), raw.large_file(self.path, self.sha256, len(self.content))]
        reach("commit")
        return raw.commit(self.repo, operations).status_code == 200


class Uploaders:
    """Several threads that upload one file after the other until `join`, or until the hub is gone."""

    def __init__(self, hub, token: str, repos: list[str], first: int, reach: Callable[[str], None], threads: int = 3):
        self.uploads: list[Upload] = []
        self._repos, self._next, self._reach = repos, first, reach
        self._lock, self._over = threading.Lock(), threading.Event()
        self._threads = [threading.Thread(target=self._work, args=(Raw(hub, token),)) for _ in range(threads)]
        for thread in self._threads:
            thread.start()

    def _work(self, raw: Raw) -> None:
        while not self._over.is_set():
            with self._lock:
                number = self._next
                self._next += 1
            upload = Upload(number, self._repos[number % len(self._repos)])
            with self._lock:
                self.uploads.append(upload)
            try:
                upload.acknowledged = upload.send(raw, self._reach)
            except (requests.RequestException, AssertionError, ValueError, KeyError):
                # The hub is gone, or broke off in the middle of an answer.
                if self._over.is_set():
                    return
                time.sleep(0.01)

    def join(self) -> list[Upload]:
        self._over.set()
        for thread in self._threads:
            thread.join(timeout=60)
            assert not thread.is_alive()
        return self.uploads


def read_back(raw: Raw, upload: Upload) -> bool:
    """Whether the file is there. If it is, it is whole."""
    answer = resolve(raw, upload.repo, upload.path)
    if answer.status_code == 404:
        assert not upload.acknowledged, f"acknowledged upload {upload.number} is lost"
        return False
    assert answer.status_code == 200, f"upload {upload.number}: {answer.status_code} {answer.text[:200]}"
    assert sha256(answer.content) == upload.sha256, f"upload {upload.number} is changed"
    return True


def sql(hub, statement: str) -> str:
    """Behind the hub's back. Answers the first value that it finds."""
    if url := hub.environment.get("ROOST_DATABASE"):
        command = [program("psql"), "--quiet", "--tuples-only", "--no-align", url, "-c", statement]
        for _ in range(10):
            result = subprocess.run(command, capture_output=True, text=True)
            if result.returncode == 0:
                return result.stdout.strip()
            # The hub writes the same rows, in another order, and whoever meets a deadlock begins again.
            assert "deadlock detected" in result.stderr, f"{statement}: {result.stderr}"
        raise AssertionError(f"{statement}: nothing but deadlocks")
    connection = sqlite3.connect(hub.data / "roost.sqlite", timeout=30)
    with connection:
        row = connection.execute(statement).fetchone()
    connection.close()
    return str(row[0]) if row else ""


def let_time_pass(hub) -> None:
    """Two hours, as far as garbage collection can see. Conversions are due; nobody who was killed holds on to a job."""
    for table in ("xorbs", "lfs_objects"):
        sql(hub, f"UPDATE {table} SET doomed_at = doomed_at - 7200000 WHERE doomed_at IS NOT NULL")
    sql(hub, "UPDATE jobs SET run_at = 0 WHERE kind = 'xet.convert'")
    sql(hub, "UPDATE jobs SET leased_until = 0")


def is_converting(hub) -> bool:
    """Whether the hub has begun to make a Xet file of an LFS upload and has not ended it, or had when it was killed."""
    return sql(hub, "SELECT count(*) FROM jobs WHERE kind = 'xet.convert' AND leased_until > 0") != "0"


class Collection:
    """`roost admin gc` with no grace at all, beside the running hub."""

    def __init__(self, hub):
        command = [BINARY, "admin", "gc", "--data", str(hub.data), "--grace", "0"]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=hub.environment, text=True
        )

    def end(self) -> bool:
        """Whether it was its turn. It is not while the hub collects by itself."""
        output, _ = self.process.communicate(timeout=60)
        if self.process.returncode != 0 and "garbage is being collected at this moment" in output:
            return False
        assert self.process.returncode == 0, output
        return True

    def kill(self) -> bool:
        """Whether it was still at work."""
        was_running = self.process.poll() is None
        self.process.kill()
        self.process.communicate()
        return was_running


def collect(hub) -> None:
    """Takes everything that nothing needs: the first run dooms it, the second one removes it."""
    for _ in range(2):
        let_time_pass(hub)
        deadline = time.monotonic() + 30
        while not Collection(hub).end():
            assert time.monotonic() < deadline, "the hub collects on and on"
            time.sleep(0.2)
