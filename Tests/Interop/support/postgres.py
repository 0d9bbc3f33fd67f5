"""A private PostgreSQL for one test session."""

import getpass
import os
import pathlib
import pwd
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time


def program(name: str) -> str:
    """Debian keeps the server's programs out of PATH, in a folder per version."""
    versions = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    for folder in reversed(versions):
        if (folder / name).exists():
            return str(folder / name)
    found = shutil.which(name)
    if found is None:
        raise RuntimeError(f"PostgreSQL's {name} is missing: run scripts/bootstrap test")
    return found


# Ports that may not be in use yet.
_given: set[int] = set()


def free_port() -> int:
    """Below the ports that systems give to outgoing connections: one of those could take it before it is used."""
    for port in random.sample(range(20_000, 32_000), 200):
        with socket.socket() as listener:
            try:
                listener.bind(("127.0.0.1", port))
            except OSError:
                continue
        if port not in _given:
            _given.add(port)
            return port
    raise RuntimeError("no free port")


class PostgreSQL:
    """Starts on a free port in a temporary folder; `database(name)` makes an empty database."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="roost-postgres-"))
        self.port = free_port()
        # PostgreSQL refuses to run as root.
        self.user = "postgres" if os.geteuid() == 0 else getpass.getuser()
        if os.geteuid() == 0:
            account = pwd.getpwnam(self.user)
            os.chown(self.folder, account.pw_uid, account.pw_gid)
        data = str(self.folder / "data")
        self._run(program("initdb"), "--pgdata", data, "--auth", "trust", "--username", "roost", "--encoding", "UTF8")
        self.process = subprocess.Popen(
            [program("postgres"), "-D", data, "-p", str(self.port), "-k", str(self.folder)]
            # The tests kill Roost, never this server, so its own durability would only cost time.
            + ["-c", "listen_addresses=127.0.0.1", "-c", "fsync=off", "-c", "max_connections=200"],
            stdout=(self.folder.parent / f"{self.folder.name}.log").open("wb"),
            stderr=subprocess.STDOUT,
            user=self.user if os.geteuid() == 0 else None,
            cwd=self.folder,
        )
        self._wait_until_ready()

    def _run(self, *command: str) -> None:
        subprocess.run(
            command,
            check=True,
            stdout=subprocess.DEVNULL,
            user=self.user if os.geteuid() == 0 else None,
            cwd=self.folder,
        )

    def _psql(self, statement: str, **options) -> subprocess.CompletedProcess:
        url = f"postgres://roost@127.0.0.1:{self.port}/postgres"
        return subprocess.run([program("psql"), "--quiet", url, "-c", statement], capture_output=True, **options)

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + 30
        while self._psql("SELECT 1").returncode != 0:
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise RuntimeError("PostgreSQL did not start")
            time.sleep(0.1)

    def database(self, name: str) -> str:
        self._psql(f'CREATE DATABASE "{name}"', check=True)
        return f"postgres://roost@127.0.0.1:{self.port}/{name}"

    def stop(self) -> None:
        # SIGINT is its fast shutdown: it does not wait for clients to leave.
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
        (self.folder.parent / f"{self.folder.name}.log").unlink(missing_ok=True)
