"""Repos as the Python client makes, changes, moves and deletes them."""

import uuid

import pytest
from huggingface_hub import HfApi
from huggingface_hub.errors import HfHubHTTPError, RepositoryNotFoundError


def create(api, name, kind, **options):
    return api.create_repo(name, repo_type=kind, space_sdk="static" if kind == "space" else None, **options)


def test_create_answers_the_url_of_the_repo(api, hub, name, kind):
    url = create(api, name, kind)
    prefix = "" if kind == "model" else f"{kind}s/"
    assert str(url) == f"{hub.url}/{prefix}{name}"
    assert (url.repo_id, url.repo_type) == (name, kind)


def test_a_new_repo_has_one_commit_with_attributes(api, repo, kind):
    commits = api.list_repo_commits(repo, repo_type=kind)
    assert [commit.title for commit in commits] == ["initial commit"]
    assert ".gitattributes" in api.list_repo_files(repo, repo_type=kind)


def test_create_without_namespace_takes_the_callers(api, alice):
    short = f"repo-{uuid.uuid4().hex[:10]}"
    assert api.create_repo(short).repo_id == f"{alice.name}/{short}"
    api.delete_repo(short)
    assert not api.repo_exists(f"{alice.name}/{short}")


def test_create_twice(api, repo, kind):
    with pytest.raises(HfHubHTTPError) as error:
        create(api, repo, kind)
    assert error.value.response.status_code == 409
    assert create(api, repo, kind, exist_ok=True).repo_id == repo


def test_same_name_for_each_type(api, name):
    for kind in ("model", "dataset", "space"):
        create(api, name, kind)
    for kind in ("model", "dataset", "space"):
        assert api.repo_info(name, repo_type=kind).id == name


@pytest.mark.parametrize("bad", ["a--b", "a..b", "-a", "x.git", "a" * 97, "a b", "ä", "..", ""])
def test_create_with_bad_name(hub, alice, bad):
    import requests

    answer = requests.post(
        f"{hub.url}/api/repos/create",
        json={"name": bad, "organization": alice.name, "type": "model"},
        headers={"authorization": f"Bearer {alice.token}"},
    )
    assert answer.status_code in (400, 422), answer.text
    assert answer.headers["x-error-code"]


def test_create_in_a_strangers_namespace(stranger, name):
    with pytest.raises(HfHubHTTPError) as error:
        stranger.create_repo(name)
    assert error.value.response.status_code == 403


def test_space_keeps_its_sdk(api, name):
    api.create_repo(name, repo_type="space", space_sdk="static")
    assert api.space_info(name).sdk == "static"


@pytest.mark.parametrize("options", [{"private": True}, {"visibility": "private"}])
def test_private_repo_is_hidden(api, stranger, anonymous, name, kind, options):
    create(api, name, kind, **options)
    assert api.repo_info(name, repo_type=kind).private is True
    for other in (stranger, anonymous):
        with pytest.raises(RepositoryNotFoundError):
            other.repo_info(name, repo_type=kind)
        assert other.repo_exists(name, repo_type=kind) is False


def test_settings_change_visibility(api, anonymous, repo, kind):
    api.update_repo_settings(repo, repo_type=kind, private=True)
    assert api.repo_info(repo, repo_type=kind).private is True
    assert anonymous.repo_exists(repo, repo_type=kind) is False
    api.update_repo_settings(repo, repo_type=kind, visibility="public")
    assert api.repo_info(repo, repo_type=kind).private is False
    assert anonymous.repo_exists(repo, repo_type=kind) is True


@pytest.mark.parametrize("gated", ["auto", "manual"])
def test_settings_gate_a_repo(api, model, gated):
    assert api.model_info(model).gated is False
    api.update_repo_settings(model, gated=gated)
    assert api.model_info(model).gated == gated
    api.update_repo_settings(model, gated=False)
    assert api.model_info(model).gated is False


def test_settings_by_a_stranger(api, stranger, model):
    with pytest.raises(HfHubHTTPError) as error:
        stranger.update_repo_settings(model, private=True)
    assert error.value.response.status_code == 403
    assert api.model_info(model).private is False


def test_delete(api, repo, kind):
    api.delete_repo(repo, repo_type=kind)
    assert api.repo_exists(repo, repo_type=kind) is False
    with pytest.raises(RepositoryNotFoundError):
        api.delete_repo(repo, repo_type=kind)
    api.delete_repo(repo, repo_type=kind, missing_ok=True)


def test_deleted_content_does_not_return_with_the_name(api, model):
    api.upload_file(path_or_fileobj=b"old", path_in_repo="old.txt", repo_id=model)
    api.delete_repo(model)
    api.create_repo(model)
    assert api.list_repo_files(model) == [".gitattributes"]


def test_delete_by_a_stranger(api, stranger, model):
    with pytest.raises(HfHubHTTPError) as error:
        stranger.delete_repo(model)
    assert error.value.response.status_code == 403
    assert api.repo_exists(model)


def test_moved_repo_answers_under_its_old_id(api, repo, kind, cache):
    api.upload_file(path_or_fileobj=b"here", path_in_repo="a.txt", repo_id=repo, repo_type=kind)
    new = f"{repo}-moved"
    api.move_repo(repo, new, repo_type=kind)
    assert api.repo_info(repo, repo_type=kind).id == new
    assert "a.txt" in api.list_repo_files(repo, repo_type=kind)
    path = api.hf_hub_download(repo, "a.txt", repo_type=kind, cache_dir=cache)
    assert open(path, "rb").read() == b"here"
    commit = api.upload_file(path_or_fileobj=b"there", path_in_repo="b.txt", repo_id=repo, repo_type=kind)
    assert api.repo_info(new, repo_type=kind).sha == commit.oid


def test_a_new_repo_takes_over_a_moved_ones_id(api, model):
    api.move_repo(model, f"{model}-moved")
    api.create_repo(model)
    assert api.model_info(model).id == model
    assert api.model_info(f"{model}-moved").id == f"{model}-moved"


def test_move_into_an_organization(hub, api, model):
    organization = hub.organization(f"org-{uuid.uuid4().hex[:8]}", "alice")
    new = f"{organization}/{model.split('/')[1]}"
    api.move_repo(model, new)
    assert api.model_info(new).author == organization


def test_move_onto_another_repo(api, name):
    api.create_repo(name)
    api.create_repo(f"{name}-other")
    with pytest.raises(HfHubHTTPError, match="already exists"):
        api.move_repo(name, f"{name}-other")


def test_move_by_a_stranger(api, stranger, model, bob):
    with pytest.raises(HfHubHTTPError):
        stranger.move_repo(model, f"{bob.name}/{model.split('/')[1]}")
    assert api.model_info(model).id == model


def test_ids_ignore_case(api, repo, kind):
    loud = repo.upper()
    assert api.repo_info(loud, repo_type=kind).id == repo
    api.upload_file(path_or_fileobj=b"x", path_in_repo="x.txt", repo_id=loud, repo_type=kind)
    assert api.file_exists(repo, "x.txt", repo_type=kind)
    with pytest.raises(HfHubHTTPError) as error:
        create(api, loud, kind)
    assert error.value.response.status_code == 409


def test_exists(api, repo, kind):
    api.upload_file(path_or_fileobj=b"x", path_in_repo="dir/x.txt", repo_id=repo, repo_type=kind)
    assert api.repo_exists(repo, repo_type=kind)
    assert not api.repo_exists(f"{repo}-not", repo_type=kind)
    assert api.revision_exists(repo, "main", repo_type=kind)
    assert not api.revision_exists(repo, "nowhere", repo_type=kind)
    assert api.file_exists(repo, "dir/x.txt", repo_type=kind)
    assert not api.file_exists(repo, "dir", repo_type=kind)
    assert not api.file_exists(repo, "y.txt", repo_type=kind)


def test_whoami(hub, api, alice):
    organization = hub.organization(f"org-{uuid.uuid4().hex[:8]}", "alice")
    me = api.whoami()
    assert (me["name"], me["type"], me["fullname"]) == (alice.name, "user", "Alice")
    assert organization in [each["name"] for each in me["orgs"]]
    assert me["auth"]["accessToken"]["role"] == "write"


def test_whoami_as_admin(hub):
    assert HfApi(endpoint=hub.url, token=hub.admin_token).whoami()["name"] == "admin"


def test_auth_check(api, stranger, anonymous, name):
    api.create_repo(name, private=True)
    api.auth_check(name)
    api.auth_check(name, write=True)
    for other in (stranger, anonymous):
        with pytest.raises(RepositoryNotFoundError):
            other.auth_check(name)
    api.update_repo_settings(name, private=False)
    stranger.auth_check(name)
    anonymous.auth_check(name)
    with pytest.raises(HfHubHTTPError) as error:
        stranger.auth_check(name, write=True)
    assert error.value.response.status_code == 403


def test_user_overview(api, anonymous, alice, model):
    overview = anonymous.get_user_overview(alice.name)
    assert (overview.username, overview.fullname) == (alice.name, "Alice")
    assert overview.num_models >= 1


def test_own_repos(api, alice, repo, kind):
    api.upload_file(path_or_fileobj=b"x" * 1000, path_in_repo="x.txt", repo_id=repo, repo_type=kind)
    own = [each for each in api.list_user_repos() if each.id == repo]
    assert [(each.type, each.visibility) for each in own] == [(kind, "public")]


def test_an_organizations_repos(hub, api):
    organization = hub.organization(f"org-{uuid.uuid4().hex[:8]}", "alice")
    api.create_repo(f"{organization}/one")
    api.create_repo(f"{organization}/two", private=True)
    assert {each.id for each in api.list_user_repos(organization)} == {f"{organization}/one", f"{organization}/two"}


@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("read", {"read"}),
        ("contributor", {"read", "create"}),
        ("write", {"read", "create", "write"}),
        ("admin", {"read", "create", "write", "delete"}),
    ],
)
def test_organization_roles(hub, api, role, may):
    member = f"member-{role}"
    organization = hub.organization(f"org-{uuid.uuid4().hex[:8]}", "alice", **{member: role})
    theirs = HfApi(endpoint=hub.url, token=hub.user(member).token)
    repo = f"{organization}/private"
    api.create_repo(repo, private=True)

    def allowed(action) -> bool:
        try:
            action()
        except HfHubHTTPError as error:
            assert error.response.status_code == 403, error
            return False
        return True

    did = {
        "read": allowed(lambda: theirs.model_info(repo)),
        "create": allowed(lambda: theirs.create_repo(f"{organization}/new")),
        "write": allowed(lambda: theirs.upload_file(path_or_fileobj=b"x", path_in_repo="x.txt", repo_id=repo)),
        "delete": allowed(lambda: theirs.delete_repo(repo)),
    }
    assert {action for action, done in did.items() if done} == may


def test_a_contributor_writes_to_what_he_created(hub):
    organization = hub.organization(f"org-{uuid.uuid4().hex[:8]}", "alice", contributor="contributor")
    theirs = HfApi(endpoint=hub.url, token=hub.user("contributor").token)
    theirs.create_repo(f"{organization}/mine")
    theirs.upload_file(path_or_fileobj=b"x", path_in_repo="x.txt", repo_id=f"{organization}/mine")
    assert theirs.file_exists(f"{organization}/mine", "x.txt")
