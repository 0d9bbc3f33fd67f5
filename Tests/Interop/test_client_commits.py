"""Commits, history and large-file administration as the Python client does them."""

import pytest
from huggingface_hub import CommitOperationAdd, CommitOperationCopy, CommitOperationDelete
from huggingface_hub.errors import EntryNotFoundError, HfHubHTTPError, RevisionNotFoundError

from support.client import card_of, files_of, read, upload
from support.content import random_bytes, sha256
from support.raw import Raw

LARGE = random_bytes(200_000, seed=10)


def commit(api, repo, operations, kind="model", **options):
    options.setdefault("commit_message", "change")
    return api.create_commit(repo, operations, repo_type=kind, **options)


def test_add_delete_and_copy_in_one_commit(api, repo, kind):
    commit(
        api,
        repo,
        [
            CommitOperationAdd("text.txt", b"text"),
            CommitOperationAdd("large.bin", LARGE),
            CommitOperationAdd("old/a.txt", b"a"),
            CommitOperationAdd("old/b/c.txt", b"c"),
            CommitOperationAdd("single.txt", b"single"),
        ],
        kind,
    )
    changed = commit(
        api,
        repo,
        [
            CommitOperationCopy("text.txt", "copies/text.txt"),
            CommitOperationCopy("large.bin", "copies/large.bin"),
            CommitOperationDelete("old/"),
            CommitOperationDelete("single.txt"),
            CommitOperationAdd("new.txt", b"new"),
        ],
        kind,
    )
    assert files_of(api, repo, kind) - card_of(kind) == {
        "text.txt", "large.bin", "copies/text.txt", "copies/large.bin", "new.txt",
    }  # fmt: skip
    assert read(api, repo, "copies/text.txt", kind) == b"text"
    assert read(api, repo, "copies/large.bin", kind) == LARGE
    assert api.repo_info(repo, repo_type=kind).sha == changed.oid
    assert api.list_repo_commits(repo, repo_type=kind)[0].commit_id == changed.oid


def test_copy_from_an_older_revision(api, model):
    first = commit(api, model, [CommitOperationAdd("a.bin", LARGE), CommitOperationAdd("a.txt", b"one")])
    commit(api, model, [CommitOperationDelete("a.bin"), CommitOperationAdd("a.txt", b"two")])
    commit(
        api,
        model,
        [
            CommitOperationCopy("a.bin", "back.bin", src_revision=first.oid),
            CommitOperationCopy("a.txt", "back.txt", src_revision=first.oid),
        ],
    )
    assert (read(api, model, "back.bin"), read(api, model, "back.txt")) == (LARGE, b"one")


def test_copy_of_a_missing_file(api, model):
    with pytest.raises(EntryNotFoundError):
        commit(api, model, [CommitOperationCopy("missing.bin", "copy.bin")])


def test_a_copied_file_survives_its_source(api, model):
    commit(api, model, [CommitOperationAdd("a.bin", LARGE)])
    commit(api, model, [CommitOperationCopy("a.bin", "b.bin")])
    commit(api, model, [CommitOperationDelete("a.bin")])
    assert read(api, model, "b.bin") == LARGE


def test_file_replaces_folder_and_back(api, model):
    commit(api, model, [CommitOperationAdd("thing/a.txt", b"a")])
    commit(api, model, [CommitOperationDelete("thing/"), CommitOperationAdd("thing", b"now a file")])
    assert files_of(api, model) == {"thing"}
    commit(api, model, [CommitOperationDelete("thing"), CommitOperationAdd("thing/b.txt", b"b")])
    assert files_of(api, model) == {"thing/b.txt"}


def test_delete_file_and_folder(api, repo, kind):
    commit(api, repo, [CommitOperationAdd(path, b"x") for path in ("a.txt", "d/b.txt", "d/e/c.txt", "f.log")], kind)
    api.delete_file("a.txt", repo, repo_type=kind)
    assert files_of(api, repo, kind) == {"d/b.txt", "d/e/c.txt", "f.log", *card_of(kind)}
    api.delete_folder("d", repo, repo_type=kind)
    assert files_of(api, repo, kind) == {"f.log", *card_of(kind)}
    api.delete_files(repo, ["*.log"], repo_type=kind)
    assert files_of(api, repo, kind) == card_of(kind)


@pytest.mark.parametrize("path", ["missing.txt", "missing/"])
def test_delete_of_what_is_not_there(api, model, path):
    head = api.model_info(model).sha
    with pytest.raises(EntryNotFoundError, match="A file with this name doesn't exist"):
        commit(api, model, [CommitOperationAdd("b.txt", b"b"), CommitOperationDelete(path)])
    assert api.model_info(model).sha == head
    assert files_of(api, model) == set()


def test_old_revisions_keep_their_content(api, model):
    revisions = [upload(api, model, "a.txt", b"%d" % number).oid for number in range(3)]
    for number, revision in enumerate(revisions):
        assert read(api, model, "a.txt", revision=revision) == b"%d" % number
        assert api.model_info(model, revision=revision).sha == revision


def test_same_content_again_after_a_change(api, model):
    for content in (b"one", b"two", b"one"):
        upload(api, model, "a.txt", content)
        assert read(api, model, "a.txt") == content


def test_parent_commit(api, model):
    parent = api.model_info(model).sha
    first = commit(api, model, [CommitOperationAdd("a.txt", b"a")], parent_commit=parent)
    with pytest.raises(HfHubHTTPError) as error:
        commit(api, model, [CommitOperationAdd("b.txt", b"b")], parent_commit=parent)
    assert error.value.response.status_code == 412
    assert files_of(api, model) == {"a.txt"}
    commit(api, model, [CommitOperationAdd("b.txt", b"b")], parent_commit=first.oid)
    assert files_of(api, model) == {"a.txt", "b.txt"}


def test_short_parent_commit(api, model):
    parent = api.model_info(model).sha
    commit(api, model, [CommitOperationAdd("a.txt", b"a")], parent_commit=parent[:7])
    assert files_of(api, model) == {"a.txt"}


def test_commit_to_a_branch_leaves_main_alone(api, repo, kind):
    api.create_branch(repo, branch="draft", repo_type=kind)
    on_branch = commit(api, repo, [CommitOperationAdd("a.txt", b"a")], kind, revision="draft")
    assert api.repo_info(repo, revision="draft", repo_type=kind).sha == on_branch.oid
    assert "a.txt" not in api.list_repo_files(repo, repo_type=kind)
    assert "a.txt" in api.list_repo_files(repo, revision="draft", repo_type=kind)


def test_commit_to_a_missing_branch(api, model):
    with pytest.raises(RevisionNotFoundError):
        commit(api, model, [CommitOperationAdd("a.txt", b"a")], revision="nowhere")


def test_same_change_on_two_branches(api, model):
    """Content that one branch has got is still a change on another."""
    upload(api, model, "a.txt", b"old")
    api.create_branch(model, branch="other")
    upload(api, model, "a.txt", b"new")
    assert read(api, model, "a.txt", revision="other") == b"old"
    commit(api, model, [CommitOperationAdd("a.txt", b"new")], revision="other")
    assert read(api, model, "a.txt", revision="other") == b"new"


def test_history_in_pages(api, hub, alice, model):
    raw = Raw(hub, alice.token)
    for number in range(120):
        raw.commit(model, [Raw.header(f"commit {number}"), Raw.file("a.txt", b"%d" % number)]).raise_for_status()
    commits = api.list_repo_commits(model, formatted=True)
    assert [each.title for each in commits] == [f"commit {n}" for n in reversed(range(120))] + ["initial commit"]
    assert len({each.commit_id for each in commits}) == 121
    assert commits[0].formatted_title == "commit 119"
    assert commits[0].created_at >= commits[-1].created_at


def test_super_squash(api, repo, kind):
    for number in range(3):
        upload(api, repo, f"{number}.txt", b"x", kind)
    upload(api, repo, "large.bin", LARGE, kind)
    api.super_squash_history(repo, repo_type=kind, commit_message="All of it")
    assert [each.title for each in api.list_repo_commits(repo, repo_type=kind)] == ["All of it"]
    assert files_of(api, repo, kind) == {"0.txt", "1.txt", "2.txt", "large.bin", *card_of(kind)}
    assert read(api, repo, "large.bin", kind) == LARGE
    after = upload(api, repo, "3.txt", b"x", kind)
    assert [each.commit_id for each in api.list_repo_commits(repo, repo_type=kind)][0] == after.oid


def test_super_squash_of_a_branch(api, model):
    upload(api, model, "a.txt", b"a")
    api.create_branch(model, branch="work")
    upload(api, model, "b.txt", b"b", revision="work")
    api.super_squash_history(model, branch="work")
    assert len(api.list_repo_commits(model, revision="work")) == 1
    assert len(api.list_repo_commits(model)) == 2


def test_large_files_are_listed(api, repo, kind):
    upload(api, repo, "dir/a.bin", LARGE, kind)
    [listed] = api.list_lfs_files(repo, repo_type=kind)
    assert (listed.filename, listed.oid, listed.size) == ("dir/a.bin", sha256(LARGE), len(LARGE))


@pytest.mark.parametrize("rewrite", [True, False])
def test_large_files_are_deleted_for_good(api, model, rewrite):
    other = random_bytes(1000, seed=11)
    commit(api, model, [CommitOperationAdd("a.bin", LARGE), CommitOperationAdd("b.bin", other)])
    doomed = [each for each in api.list_lfs_files(model) if each.filename == "a.bin"]
    api.permanently_delete_lfs_files(model, doomed, rewrite_history=rewrite)
    assert [each.filename for each in api.list_lfs_files(model)] == ["b.bin"]
    assert read(api, model, "b.bin") == other
    if rewrite:
        assert files_of(api, model) == {"b.bin"}
    else:
        with pytest.raises(HfHubHTTPError):
            read(api, model, "a.bin")


def test_deleting_a_large_file_spares_other_repos(api, name):
    for repo in (name, f"{name}-other"):
        api.create_repo(repo)
        upload(api, repo, "a.bin", LARGE)
    api.permanently_delete_lfs_files(name, api.list_lfs_files(name))
    assert read(api, f"{name}-other", "a.bin") == LARGE
