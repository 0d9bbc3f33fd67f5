"""The commands of `roost`, each call a process, on a machine of its own as far as it can see."""

import json
import os
import pathlib
import subprocess
import sys

from .hub import BINARY

ROOST = os.environ.get("ROOST_CLIENT", BINARY)
HF = str(pathlib.Path(sys.executable).parent / "hf")
SECONDS = 100


class Roost:
    """`home` holds the cache and the tokens; `hf` and Python code run on the same ones.

    Nothing is set but where the hub is and who asks; `options` add to that.
    """

    def __init__(self, url: str, token: str | None, home: pathlib.Path, **options: str):
        self.home = home
        self.home.mkdir(parents=True, exist_ok=True)
        # PATH and HOME are what every process has.
        self.environment = {"PATH": os.environ["PATH"], "HOME": str(home), "HF_ENDPOINT": url, **options}
        if token is not None:
            self.environment["HF_TOKEN"] = token
        # `hf` looks for a newer release of itself once a day, on another server than ours.
        done = home / ".cache/huggingface/.check_for_update_done"
        done.parent.mkdir(parents=True, exist_ok=True)
        done.touch()

    @property
    def cache(self) -> pathlib.Path:
        return self.home / ".cache/huggingface/hub"

    def with_(self, **options: str | None) -> "Roost":
        """The same machine, with other variables; None takes one away."""
        other = object.__new__(Roost)
        other.home = self.home
        merged = {**self.environment, **options}
        other.environment = {name: value for name, value in merged.items() if value is not None}
        return other

    def start(self, *arguments: str, program: str = ROOST, **options) -> subprocess.Popen:
        return subprocess.Popen(
            [program, *arguments],
            env=self.environment,
            cwd=self.home,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            **options,
        )

    def run(self, *arguments: str, code: int = 0, program: str = ROOST, stdin: str | None = None):
        """Runs it and checks its exit code."""
        result = subprocess.run(
            [program, *arguments],
            env=self.environment,
            cwd=self.home,
            input=stdin if stdin is not None else "",
            capture_output=True,
            text=True,
            timeout=SECONDS,
        )
        told = (
            f"{pathlib.Path(program).name} {' '.join(arguments)}: {result.returncode}\n{result.stdout}{result.stderr}"
        )
        assert result.returncode == code, told
        return result

    def out(self, *arguments: str) -> str:
        """What it printed as its result."""
        return self.run(*arguments).stdout

    def lines(self, *arguments: str) -> list[str]:
        return self.out(*arguments).splitlines()

    def json(self, *arguments: str):
        """What it printed with `--json`; nothing else may stand beside it."""
        result = self.run(*arguments, "--json")
        assert result.stderr == "", result.stderr
        return json.loads(result.stdout)

    def error(self, code: int, *arguments: str) -> dict:
        """Checks that it fails with this exit code, prints nothing, and tells one JSON error; answers that."""
        result = self.run(*arguments, "--json", code=code)
        assert result.stdout == ""
        [line] = result.stderr.splitlines()
        error = json.loads(line)
        assert set(error) == {"error"}
        assert set(error["error"]) == {"code", "message", "hint", "request_id", "status"}
        return error["error"]

    def hf(self, *arguments: str, code: int = 0):
        """The Python client's command."""
        return self.run(*arguments, program=HF, code=code)

    def python(self, code: str, *arguments: str):
        """Runs a piece of Python that prints JSON; `arguments` are its `args`."""
        start = "import json, sys\nfrom huggingface_hub import *\nargs = sys.argv[1:]\n"
        result = self.run("-c", start + code, *arguments, program=sys.executable)
        return json.loads(result.stdout.splitlines()[-1])


def tree_of(folder: pathlib.Path) -> dict[str, str]:
    """Every file and link below a folder: what it is and what it holds."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if path.is_symlink():
            found[name] = f"link {os.readlink(path)}"
        elif path.is_file():
            found[name] = f"{oct(path.stat().st_mode & 0o777)} {path.read_bytes().hex()[:200]}"
        else:
            found[name] = f"folder {oct(path.stat().st_mode & 0o777)}"
    return found
