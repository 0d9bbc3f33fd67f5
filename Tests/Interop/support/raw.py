"""Requests made by hand, for what no client would send."""

import base64
import json

import requests

PREFIXES = {"model": "", "dataset": "datasets/", "space": "spaces/"}
LFS_TYPE = "application/vnd.git-lfs+json"


class Raw:
    def __init__(self, hub, token: str | None):
        self.url = hub.url
        self.session = requests.Session()
        # Without this, requests would look for credentials in files of its own.
        self.session.trust_env = False
        if token is not None:
            self.session.headers["authorization"] = f"Bearer {token}"

    def request(self, method: str, path: str, **options) -> requests.Response:
        options.setdefault("allow_redirects", False)
        options.setdefault("timeout", 60)
        url = path if path.startswith("http") else self.url + path
        return self.session.request(method, url, **options)

    def get(self, path: str, **options) -> requests.Response:
        return self.request("GET", path, **options)

    def post(self, path: str, **options) -> requests.Response:
        return self.request("POST", path, **options)

    # Commits

    @staticmethod
    def header(summary: str, **more) -> dict:
        return {"key": "header", "value": {"summary": summary, "description": "", **more}}

    @staticmethod
    def file(path: str, content: bytes) -> dict:
        encoded = base64.b64encode(content).decode()
        return {"key": "file", "value": {"path": path, "content": encoded, "encoding": "base64"}}

    @staticmethod
    def large_file(path: str, oid: str, size: int) -> dict:
        return {"key": "lfsFile", "value": {"path": path, "algo": "sha256", "oid": oid, "size": size}}

    @staticmethod
    def lines(operations: list) -> bytes:
        return b"".join(json.dumps(operation).encode() + b"\n" for operation in operations)

    def commit(self, repo: str, operations, revision: str = "main", kind: str = "model", **options):
        """`operations` are values to encode, or a body as it is."""
        body = self.lines(operations) if isinstance(operations, list) else operations
        return self.post(
            f"/api/{kind}s/{repo}/commit/{revision}",
            data=body,
            headers={"content-type": "application/x-ndjson"},
            **options,
        )

    # Large files

    def batch(self, repo: str, objects: list[tuple[str, int]], operation: str = "upload", kind: str = "model", **more):
        return self.post(
            f"/{PREFIXES[kind]}{repo}.git/info/lfs/objects/batch",
            data=json.dumps(
                {
                    "operation": operation,
                    "transfers": ["basic", "multipart"],
                    "objects": [{"oid": oid, "size": size} for oid, size in objects],
                    "hash_algo": "sha256",
                    **more,
                }
            ),
            headers={"content-type": LFS_TYPE, "accept": LFS_TYPE},
        )

    def upload_action(self, repo: str, oid: str, size: int) -> dict:
        """What the hub tells a client to do to upload an object that it has not got."""
        answer = self.batch(repo, [(oid, size)])
        answer.raise_for_status()
        [entry] = answer.json()["objects"]
        return entry["actions"]["upload"]

    # State

    def head(self, repo: str, kind: str = "model") -> str:
        answer = self.get(f"/api/{kind}s/{repo}")
        answer.raise_for_status()
        return answer.json()["sha"]

    def state(self, repo: str) -> tuple:
        """All that a refused request must leave as it was."""
        tree = self.get(f"/api/models/{repo}/tree/main?recursive=true")
        large = self.get(f"/api/models/{repo}/lfs-files")
        refs = self.get(f"/api/models/{repo}/refs")
        for answer in (tree, large, refs):
            answer.raise_for_status()
        # Large files become chunks by themselves, a while after their upload.
        entries = [{key: value for key, value in entry.items() if key != "xetHash"} for entry in tree.json()]
        return entries, large.json(), refs.json(), self.head(repo)
