"""The pages that a browser gets: they show what is there, and nothing in them can run."""

import pytest

from support.raw import PREFIXES, Raw

CARD = b"""---
license: mit
---
# A fine model

Some *words* and [a link](https://example.org).

| a | b |
| - | - |
| 1 | 2 |

<script>alert("script")</script>
<img src="x" onerror="alert('handler')">
<a href="javascript:alert('link')">click</a>
<iframe src="https://evil.example"></iframe>
"""


@pytest.fixture
def carded(api, repo, kind):
    api.upload_file(path_or_fileobj=CARD, path_in_repo="README.md", repo_id=repo, repo_type=kind)
    api.upload_file(path_or_fileobj=b"x", path_in_repo="dir/<b>&.txt", repo_id=repo, repo_type=kind)
    return repo


def page(hub, path, token=None):
    return Raw(hub, token).get(path, headers={"accept": "text/html"})


def test_front_page(hub, model):
    answer = page(hub, "/")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert model in answer.text


def test_repo_page_shows_the_card(hub, carded, kind):
    answer = page(hub, f"/{PREFIXES[kind]}{carded}")
    assert answer.status_code == 200
    assert "A fine model</h1>" in answer.text and "<em>words</em>" in answer.text and "<td>1</td>" in answer.text


def test_card_cannot_run_anything(hub, carded, kind):
    answer = page(hub, f"/{PREFIXES[kind]}{carded}")
    for evil in ("<script>alert", "onerror=", "javascript:", "<iframe"):
        assert evil not in answer.text
    assert "script-src" in answer.headers["content-security-policy"] or (
        "default-src 'none'" in answer.headers["content-security-policy"]
    )
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_files_page(hub, carded, kind):
    root = f"/{PREFIXES[kind]}{carded}"
    assert "README.md" in page(hub, f"{root}/tree/main").text
    inside = page(hub, f"{root}/tree/main/dir").text
    assert "&lt;b&gt;&amp;.txt" in inside and "<b>&.txt" not in inside
    assert page(hub, f"{root}/blob/main/README.md").status_code == 200
    assert page(hub, f"{root}/commits/main").status_code == 200


def test_pages_of_what_is_hidden_or_missing(hub, api, bob, model):
    missing = page(hub, f"/{model}-missing")
    assert missing.status_code in (401, 404)
    api.update_repo_settings(model, private=True)
    for token in (None, bob.token):
        hidden = page(hub, f"/{model}", token)
        assert hidden.status_code == page(hub, f"/{model}-missing", token).status_code
        assert hidden.text.replace(model, "") == page(hub, f"/{model}-missing", token).text.replace(
            f"{model}-missing", ""
        )


@pytest.mark.parametrize("file", ["page.html", "image.svg", "script.js"])
def test_content_from_repos_is_not_run(hub, api, model, file):
    """A file served from the hub's own address must not act as the hub."""
    api.upload_file(path_or_fileobj=b"<script>alert(1)</script>", path_in_repo=file, repo_id=model)
    for path in (f"/{model}/resolve/main/{file}", f"/{model}/raw/main/{file}"):
        answer = page(hub, path)
        assert answer.status_code == 200
        assert answer.headers["x-content-type-options"] == "nosniff"
        policy = answer.headers.get("content-security-policy", "")
        kind = answer.headers["content-type"].split(";")[0]
        assert kind in ("text/plain", "application/octet-stream") or "sandbox" in policy
