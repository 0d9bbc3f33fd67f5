"""Branches and tags as the Python client makes them."""

import pytest
from huggingface_hub.errors import BadRequestError, HfHubHTTPError, RevisionNotFoundError


from support.client import read, upload


def branches(api, repo, kind="model"):
    return {ref.name: ref.target_commit for ref in api.list_repo_refs(repo, repo_type=kind).branches}


def tags(api, repo, kind="model"):
    return {ref.name: ref.target_commit for ref in api.list_repo_refs(repo, repo_type=kind).tags}


def test_refs_of_a_new_repo(api, repo, kind):
    refs = api.list_repo_refs(repo, repo_type=kind)
    head = api.repo_info(repo, repo_type=kind).sha
    assert [(ref.name, ref.ref, ref.target_commit) for ref in refs.branches] == [("main", "refs/heads/main", head)]
    assert (refs.tags, refs.converts) == ([], [])
    assert api.list_repo_refs(repo, repo_type=kind, include_pull_requests=True).pull_requests == []


def test_branch_life(api, repo, kind):
    first = api.repo_info(repo, repo_type=kind).sha
    second = upload(api, repo, "a.txt", b"a", kind).oid
    api.create_branch(repo, branch="from-head", repo_type=kind)
    api.create_branch(repo, branch="from-commit", revision=first, repo_type=kind)
    api.create_branch(repo, branch="from/branch", revision="from-head", repo_type=kind)
    assert branches(api, repo, kind) == {
        "main": second, "from-head": second, "from-commit": first, "from/branch": second,
    }  # fmt: skip
    assert read(api, repo, "a.txt", kind, revision="from/branch") == b"a"
    assert api.repo_info(repo, revision="from/branch", repo_type=kind).sha == second
    api.delete_branch(repo, branch="from/branch", repo_type=kind)
    assert "from/branch" not in branches(api, repo, kind)


def test_branch_twice(api, model):
    api.create_branch(model, branch="x")
    with pytest.raises(HfHubHTTPError, match="already exists") as error:
        api.create_branch(model, branch="x")
    assert error.value.response.status_code == 409
    api.create_branch(model, branch="x", exist_ok=True)


@pytest.mark.parametrize("bad", ["a..b", "a b", "a~1", "a.lock", "/a", "a/", "-a", "@{", "a\\b", "a:b", "a?b"])
def test_bad_branch_and_tag_names(api, model, bad):
    with pytest.raises(HfHubHTTPError) as error:
        api.create_branch(model, branch=bad)
    assert error.value.response.status_code in (400, 422)
    with pytest.raises(HfHubHTTPError) as error:
        api.create_tag(model, tag=bad)
    assert error.value.response.status_code in (400, 422)
    assert (list(branches(api, model)), tags(api, model)) == (["main"], {})


def test_main_cannot_be_deleted(api, model):
    with pytest.raises(HfHubHTTPError, match="Cannot delete refs/heads/main"):
        api.delete_branch(model, branch="main")
    assert "main" in branches(api, model)


def test_delete_of_a_missing_branch(api, model):
    with pytest.raises(HfHubHTTPError, match="Invalid rev id"):
        api.delete_branch(model, branch="missing")


def test_tag_life(api, repo, kind):
    first = api.repo_info(repo, repo_type=kind).sha
    second = upload(api, repo, "a.txt", b"a", kind).oid
    api.create_tag(repo, tag="v1", revision=first, repo_type=kind)
    api.create_tag(repo, tag="v2", tag_message="The second.", repo_type=kind)
    api.create_tag(repo, tag="short", revision=first[:7], repo_type=kind)
    # A tag with a message is an object of its own; its revision is the commit it names.
    assert set(tags(api, repo, kind)) == {"v1", "v2", "short"}
    assert tags(api, repo, kind)["v1"] == first
    assert api.repo_info(repo, revision="v1", repo_type=kind).sha == first
    assert api.repo_info(repo, revision="v2", repo_type=kind).sha == second
    assert api.repo_info(repo, revision="short", repo_type=kind).sha == first
    assert read(api, repo, "a.txt", kind, revision="v2") == b"a"
    api.delete_tag(repo, tag="v1", repo_type=kind)
    assert set(tags(api, repo, kind)) == {"v2", "short"}


def test_tag_twice(api, model):
    api.create_tag(model, tag="v1")
    with pytest.raises(HfHubHTTPError) as error:
        api.create_tag(model, tag="v1")
    assert error.value.response.status_code == 409
    api.create_tag(model, tag="v1", exist_ok=True)


def test_tag_of_a_missing_revision(api, model):
    with pytest.raises(RevisionNotFoundError):
        api.create_tag(model, tag="v1", revision="missing")


def test_delete_of_a_missing_tag(api, model):
    with pytest.raises(RevisionNotFoundError):
        api.delete_tag(model, tag="missing")


def test_a_tag_is_no_branch_to_commit_to(api, model):
    api.create_tag(model, tag="v1")
    with pytest.raises((RevisionNotFoundError, BadRequestError)):
        upload(api, model, "a.txt", b"a", revision="v1")
    assert api.model_info(model, revision="v1").sha == api.model_info(model).sha
