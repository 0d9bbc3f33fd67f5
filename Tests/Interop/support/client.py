"""Short forms of what the tests ask of the client again and again."""

import tempfile

from .content import random_bytes


def read(api, repo, path, kind="model", revision=None):
    """The file's bytes, by the client's own download."""
    with tempfile.TemporaryDirectory() as folder:
        local = api.hf_hub_download(repo, path, repo_type=kind, revision=revision, cache_dir=folder)
        return open(local, "rb").read()


def upload(api, repo, path, content, kind="model", **options):
    return api.upload_file(path_or_fileobj=content, path_in_repo=path, repo_id=repo, repo_type=kind, **options)


def make_folder(folder):
    files = {
        "README.md": b"---\nlicense: mit\n---\n# Hello\n",
        "config.json": b"{}",
        "logs/one.log": b"1",
        "logs/two.log": b"2",
        "weights/model.bin": random_bytes(100_000, seed=6),
    }
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return files


def card_of(kind):
    """What a new repo holds beside `.gitattributes`: a Space says in its card how it runs."""
    return {"README.md"} if kind == "space" else set()


def files_of(api, repo, kind="model"):
    return set(api.list_repo_files(repo, repo_type=kind)) - {".gitattributes"}
