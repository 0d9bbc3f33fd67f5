"""The requests of `llama-server -hf`, one by one, refusing whatever it would refuse."""

import re

import requests

from .gguf_ollama import Refused

AUXILIARY = ("mmproj", "imatrix", "mtp-", "eagle3-", "dflash-", "dspark-")
SHARD = re.compile(r"^(.*)-(\d{5})-of-(\d{5})\.gguf$")


class LlamaCpp:
    def __init__(self, url: str, token: str | None = None):
        self.url = url
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.headers.update({"user-agent": "llama-cpp/b11549-unknown", "accept-encoding": ""})
        # It shows its token to the API only if it looks like one.
        if token is not None:
            assert re.fullmatch(r"hf_[0-9A-Za-z]+", token) and 37 <= len(token) <= 256
            self.session.headers["authorization"] = f"Bearer {token}"

    def _api(self, path: str):
        answer = self.session.get(f"{self.url}/api/models/{path}", headers={"accept": "application/json"}, timeout=60)
        if answer.status_code != 200:
            raise Refused(answer)
        return answer.json()

    def commit(self, repo: str) -> str:
        branches = {branch["name"]: branch["targetCommit"] for branch in self._api(f"{repo}/refs")["branches"]}
        commit = branches["main"]
        assert re.fullmatch("[0-9a-f]{40}", commit)
        return commit

    def files(self, repo: str, commit: str) -> dict[str, tuple[str, int]]:
        """Content id and size by path. Only the first page is read."""
        found = {}
        for entry in self._api(f"{repo}/tree/{commit}?recursive=true"):
            if entry["type"] != "file":
                continue
            oid = entry["lfs"]["oid"] if "lfs" in entry else entry["oid"]
            assert re.fullmatch("[0-9a-f]{40}|[0-9a-f]{64}", oid)
            found[entry["path"]] = (oid, entry["size"])
        return found

    def choose(self, paths: list[str], tag: str | None) -> list[str]:
        models = [
            path
            for path in paths
            if path.endswith(".gguf") and not any(word in path.rsplit("/", 1)[-1].lower() for word in AUXILIARY)
        ]
        models = [path for path in models if not (shard := SHARD.match(path)) or int(shard[2]) == 1]
        for wanted in [tag] if tag else ["Q4_K_M", "Q8_0"]:
            pattern = re.compile(re.escape(wanted) + "[.-]", re.IGNORECASE)
            if first := next((path for path in models if pattern.search(path)), None):
                break
        else:
            first = None if tag else next(iter(models), None)
        assert first is not None, f"no GGUF files found for {tag}"
        if shard := SHARD.match(first):
            return [f"{shard[1]}-{number + 1:05}-of-{shard[3]}.gguf" for number in range(int(shard[3]))]
        return [first]

    def download(self, repo: str, tag: str | None = None) -> dict[str, bytes]:
        commit = self.commit(repo)
        files = self.files(repo, commit)
        found = {path: self._file(repo, commit, path, *files[path]) for path in self.choose(list(files), tag)}
        return found

    def _file(self, repo: str, commit: str, path: str, oid: str, size: int) -> bytes:
        url = f"{self.url}/{repo}/resolve/{commit}/{path}"
        head = self.session.head(url, allow_redirects=False, timeout=60)
        assert head.status_code == 200, "HEAD must be answered without a redirect"
        assert int(head.headers["content-length"]) == size
        assert head.headers["accept-ranges"] == "bytes"
        assert head.headers["etag"].strip('"') == oid
        # Interrupted after the first half, and gone on with.
        half = self.session.get(url, headers={"range": f"bytes=0-{size // 2 - 1}"}, timeout=60)
        rest = self.session.get(url, headers={"range": f"bytes={size // 2}-"}, timeout=60)
        assert half.status_code == rest.status_code == 206
        assert rest.headers["content-range"] == f"bytes {size // 2}-{size - 1}/{size}"
        whole = self.session.get(url, timeout=60)
        assert whole.status_code == 200 and whole.content == half.content + rest.content
        return whole.content
