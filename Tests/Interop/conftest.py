"""Fixtures shared by all suites: a running hub for each database, and people who use it."""

import os
import pathlib
import shutil
import sys
import tempfile
import uuid

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))

from support.hub import Hub  # noqa: E402
from support.postgres import PostgreSQL, free_port  # noqa: E402

# The clients read their environment when they are imported, so this comes before any of them. For the same reason
# the port is chosen here: the hubs of a session listen there one after the other.
_port = free_port()
_home = tempfile.mkdtemp(prefix="roost-interop-")
for name in [name for name in os.environ if name.startswith(("HF_", "HUGGING_FACE_", "ROOST_DATA"))]:
    del os.environ[name]
os.environ.update(
    HOME=_home,
    HF_HOME=f"{_home}/hf",
    HF_ENDPOINT=f"http://127.0.0.1:{_port}",
    HF_HUB_DISABLE_TELEMETRY="1",
    HF_HUB_DISABLE_PROGRESS_BARS="1",
    HF_HUB_DISABLE_UPDATE_CHECK="1",
    # The clients of this process send large files by LFS, as those without hf_xet do. Those that use Xet, as clients do
    # by default, are processes of their own (test_xet_*.py).
    HF_HUB_DISABLE_XET="1",
)


def pytest_collection_modifyitems(items):
    """With `-n 2` one process takes the tests on SQLite and those without a database, the other those on PostgreSQL."""
    for item in items:
        values = item.callspec.params.values() if hasattr(item, "callspec") else ()
        item.add_marker(pytest.mark.xdist_group("postgresql" if "postgresql" in values else "sqlite"))


def pytest_unconfigure():
    shutil.rmtree(_home, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres():
    server = PostgreSQL()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def make_hub(request, tmp_path_factory):
    """Makes hubs that have not been started: `make_hub("sqlite")` or `make_hub("postgresql")`."""

    def make(database: str, port: int = 0) -> Hub:
        data = tmp_path_factory.mktemp("hub") / "data"
        if database == "sqlite":
            return Hub(data, port=port)
        name = f"roost_{uuid.uuid4().hex[:12]}"
        return Hub(data, request.getfixturevalue("postgres").database(name), port)

    return make


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def hub(request, make_hub):
    """A running hub, one for each database; a test that uses it runs on both."""
    hub = make_hub(request.param, _port).start()
    yield hub
    assert hub.stop() == 0, f"the hub did not end well:\n{hub.tail()}"


@pytest.fixture(scope="session")
def alice(hub):
    """Owns the repos of most tests."""
    return hub.user("alice")


@pytest.fixture(scope="session")
def bob(hub):
    """Has an account and nothing to do with alice."""
    return hub.user("bob")


@pytest.fixture(scope="session")
def api(hub, alice):
    """The client as alice."""
    from huggingface_hub import HfApi

    return HfApi(endpoint=hub.url, token=alice.token)


@pytest.fixture(scope="session")
def stranger(hub, bob):
    """The client as bob."""
    from huggingface_hub import HfApi

    return HfApi(endpoint=hub.url, token=bob.token)


@pytest.fixture(scope="session")
def anonymous(hub):
    """The client without a token."""
    from huggingface_hub import HfApi

    return HfApi(endpoint=hub.url, token=False)


@pytest.fixture
def name(alice):
    """A repo id of alice's that nothing uses yet."""
    return f"{alice.name}/repo-{uuid.uuid4().hex[:10]}"


@pytest.fixture(params=["model", "dataset", "space"])
def kind(request):
    """The type of repo; a test that uses it runs for all three."""
    return request.param


@pytest.fixture
def repo(api, name, kind):
    """An empty repo of `kind`."""
    api.create_repo(name, repo_type=kind, space_sdk="static" if kind == "space" else None)
    return name


@pytest.fixture
def model(api, name):
    """An empty model repo."""
    api.create_repo(name)
    return name


@pytest.fixture
def cache(tmp_path):
    return tmp_path / "cache"
