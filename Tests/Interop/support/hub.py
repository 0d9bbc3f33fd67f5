"""The real `roost` binary, started on a folder of its own."""

import os
import pathlib
import re
import signal
import subprocess
import threading
import time
from dataclasses import dataclass

BINARY = os.environ.get("ROOST_BINARY", "roost")
START_SECONDS = 60

# Low enough that a 20 MB file goes up in parts and a 12 MB file in one piece.
MULTIPART_THRESHOLD = 16_000_000
MULTIPART_CHUNK = 6_000_000


@dataclass(frozen=True)
class User:
    name: str
    token: str


class Hub:
    """A hub on `data`; `database` is a PostgreSQL URL, or None for SQLite in the folder."""

    def __init__(self, data: pathlib.Path, database: str | None = None, port: int = 0):
        self.data = data
        self.port = port
        self.log = data.parent / f"{data.name}.log"
        self.environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith(("ROOST_", "HF_"))},
            "ROOST_LFS_MULTIPART_THRESHOLD": str(MULTIPART_THRESHOLD),
            "ROOST_LFS_MULTIPART_CHUNK": str(MULTIPART_CHUNK),
        }
        if database is not None:
            self.environment["ROOST_DATABASE"] = database
        self.process: subprocess.Popen | None = None
        self.url = ""
        self.output: list[str] = []
        # Printed on the first start only.
        self.admin_password: str | None = None
        self.admin_token: str | None = None
        self._users: dict[str, User] = {}

    # Life

    def start(self) -> "Hub":
        self.output = []
        self.process = subprocess.Popen(
            [BINARY, "serve", "--data", str(self.data), "--host", "127.0.0.1", "--port", str(self.port)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=self.log.open("ab"),
            env=self.environment,
            text=True,
        )
        listening = threading.Event()
        threading.Thread(target=self._read_output, args=(self.process, listening), daemon=True).start()
        deadline = time.monotonic() + START_SECONDS
        while not listening.wait(0.05):
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the hub did not start:\n{self.tail()}")
        return self

    def _read_output(self, process: subprocess.Popen, listening: threading.Event) -> None:
        for line in process.stdout:
            self.output.append(line)
            if match := re.match(r"\s*admin password:\s*(\S+)", line):
                self.admin_password = match[1]
            if match := re.match(r"\s*admin token:\s*(hf_\w+)", line):
                self.admin_token = match[1]
            if match := re.match(r"Roost is listening on (http://\S+)", line):
                self.url = match[1].rstrip("/")
                listening.set()

    def stop(self) -> int:
        """Asks the hub to end; answers its exit code."""
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.kill()
            raise RuntimeError(f"the hub ignored SIGTERM for 30 s:\n{self.tail()}") from None

    def kill(self) -> None:
        """As a power cut, as far as the process is concerned."""
        self.process.kill()
        self.process.wait()

    def tail(self, lines: int = 40) -> str:
        logged = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return "".join(self.output) + "\n".join(logged[-lines:])

    # Administration, as an operator does it: by the command, beside the running server

    def admin(self, *arguments: str, stdin: str | None = None, check: bool = True) -> subprocess.CompletedProcess:
        command, *rest = arguments
        result = subprocess.run(
            [BINARY, "admin", command, "--data", str(self.data), *rest],
            input=stdin or "",
            capture_output=True,
            text=True,
            env=self.environment,
            timeout=120,
        )
        if check and result.returncode != 0:
            raise RuntimeError(f"roost admin {' '.join(arguments)}: {result.stdout}{result.stderr}")
        return result

    def user(self, name: str) -> User:
        """The user of this name with a write token; made on first use."""
        if name not in self._users:
            self.admin(
                "create-user", name, "--full-name", name.title(), "--password-stdin", stdin=f"pass-{name}-word\n"
            )
            self._users[name] = User(name, self.token(name))
        return self._users[name]

    def token(self, user: str, role: str = "write", *options: str) -> str:
        token = self.admin("create-token", user, "--role", role, *options).stdout.strip()
        assert re.fullmatch(r"hf_[0-9A-Za-z]{34,}", token), f"create-token printed {token!r}"
        return token

    def organization(self, name: str, owner: str, **members: str) -> str:
        """Makes an organization; `members` maps user names to roles."""
        self.user(owner)
        self.admin("create-org", name, "--owner", owner)
        for member, role in members.items():
            self.user(member)
            self.admin("add-member", name, member, "--role", role)
        return name
