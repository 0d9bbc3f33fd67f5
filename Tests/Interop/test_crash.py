"""A commit is all or nothing: the hub is killed at random points, and two writers race for one place."""

import random
import threading
import time

import pytest

from support.content import sha256
from support.raw import Raw
from support.writers import Writers

# Seconds between start and kill: enough for several commits, and for kills in every phase of one.
SHORTEST, LONGEST = 0.02, 0.4


def files_below(raw: Raw, repo: str) -> dict[str, dict]:
    """The repo's files, by path."""
    found, url = {}, f"/api/models/{repo}/tree/main?recursive=true"
    while url:
        answer = raw.get(url)
        answer.raise_for_status()
        found |= {entry["path"]: entry for entry in answer.json() if entry["type"] == "file"}
        url = answer.links.get("next", {}).get("url")
    return found


def check(raw: Raw, changes: list, trees: dict) -> int:
    """Every acknowledged change is whole, every other one whole or absent. Answers how many are there."""
    present = 0
    for change in changes:
        expected = set(change.files)
        folder = next(iter(change.files)).split("/")[0] + "/"
        there = {path for path in trees[change.repo] if path.startswith(folder)}
        if change.acknowledged:
            assert there == expected, f"acknowledged change {change.number} lost {expected - there}"
        else:
            assert there in (set(), expected), f"change {change.number} is there in part: {there}"
        for path in there:
            answer = raw.get(f"/{change.repo}/resolve/main/{path}")
            assert answer.status_code == 200, f"{path}: {answer.status_code}"
            assert sha256(answer.content) == sha256(change.files[path]), path
        present += bool(there)
    return present


def assert_sound(hub) -> None:
    result = hub.admin("fsck", check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "nothing wrong" in result.stdout


@pytest.mark.timeout(600)
@pytest.mark.parametrize(("database", "wanted", "crashes"), [("sqlite", 200, 40), ("postgresql", 100, 25)])
def test_killed_at_random_points(make_hub, database, wanted, crashes):
    hub = make_hub(database).start()
    chance = random.Random(database)
    repos = ["admin/one", "admin/two"]
    for repo in repos:
        Raw(hub, hub.admin_token).post(
            "/api/repos/create", json={"name": repo.split("/")[1], "type": "model"}
        ).raise_for_status()
    done, kills = [], 0
    while sum(change.acknowledged for change in done) < wanted or kills < crashes:
        writers = Writers(hub, hub.admin_token, repos, first=len(done))
        # Longer and longer where the machine is slow.
        time.sleep(chance.uniform(SHORTEST, LONGEST * (1 + kills // 50)))
        hub.kill()
        kills += 1
        changes = writers.join()
        done += changes
        hub.start()
        raw = Raw(hub, hub.admin_token)
        trees = {repo: files_below(raw, repo) for repo in repos}
        check(raw, changes, trees)
        assert_sound(hub)
        assert kills < 300, "the hub gets nothing done between kills"
    # What survived one crash survives the later ones too.
    raw = Raw(hub, hub.admin_token)
    trees = {repo: files_below(raw, repo) for repo in repos}
    present = check(raw, done, trees)
    assert present >= wanted
    for repo in repos:
        Raw(hub, hub.admin_token).commit(
            repo, [Raw.header("after all"), Raw.file("after.txt", b"x")]
        ).raise_for_status()
    assert hub.stop() == 0
    assert_sound(hub)
    acknowledged = sum(change.acknowledged for change in done)
    print(f"{database}: {kills} kills, {len(done)} changes, {acknowledged} acknowledged, {present} present")


def test_two_writers_with_the_same_parent(hub, alice, model):
    """Exactly one wins; the other is told to look again, and changes nothing."""
    writers = [Raw(hub, alice.token) for _ in range(2)]
    for round in range(50):
        parent = writers[0].head(model)
        start = threading.Barrier(2)
        answers = [None, None]

        def write(number):
            operations = [Raw.header("race", parentCommit=parent), Raw.file("a.txt", b"%d by %d" % (round, number))]
            start.wait()
            answers[number] = writers[number].commit(model, operations)

        threads = [threading.Thread(target=write, args=(number,)) for number in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(answer.status_code for answer in answers) == [200, 412]
        winner = [answer.status_code for answer in answers].index(200)
        loser = answers[1 - winner]
        assert "The branch was updated since you opened this page" in loser.json()["error"]
        assert loser.headers["x-error-code"]
        assert writers[0].head(model) == answers[winner].json()["commitOid"]
        content = writers[0].get(f"/{model}/resolve/main/a.txt").content
        assert content == b"%d by %d" % (round, winner)


def test_writers_without_a_parent_all_win(hub, alice, model):
    """Commits that do not say what they build on are put one after the other; none is lost."""
    answers = []

    def write(number):
        raw = Raw(hub, alice.token)
        for turn in range(10):
            answers.append(raw.commit(model, [Raw.header("x"), Raw.file(f"{number}-{turn}.txt", b"x")]).status_code)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [200] * 40
    raw = Raw(hub, alice.token)
    assert len(files_below(raw, model)) == 41
    commits = raw.get(f"/api/models/{model}/commits/main").json()
    assert len(commits) == 41
