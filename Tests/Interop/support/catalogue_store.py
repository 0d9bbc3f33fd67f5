"""Writes a made-up catalogue into the database of a stopped hub: 100,000 API calls would take too long."""

import pathlib
import sqlite3
import subprocess
from collections.abc import Iterable, Iterator

from .catalogue import FACTS_VERSION, Owner, Repo, indexed_words, property_text
from .postgres import program

COLUMNS = {
    "accounts": "id, kind, name, name_key, full_name, created_at",
    "repos": (
        "id, type, owner_id, creator_id, namespace, name, full_key, visibility, gated, sdk, created_at, last_modified, "
        "downloads, downloads_all_time, likes, trending_score, used_storage, pipeline_tag, library_name, parameters, "
        "facts_version"
    ),
    "repo_tags": "repo_id, tag, position",
    "repo_links": "repo_id, kind, name",
    "repo_properties": "repo_id, name, value",
    "repo_texts": "repo_id, name, tags, body",
}

# Downloads are counted anew each day from what was counted on single days, of which these repos have none.
POSTPONE_COUNTING = """
    INSERT INTO jobs (kind, subject, run_at, created_at) VALUES ('catalogue.count', 'daily', 9000000000000, 0)
    ON CONFLICT (kind, subject) DO UPDATE SET run_at = excluded.run_at
"""


def rows(table: str, repos: list[Repo]) -> Iterator[tuple]:
    for repo in repos:
        match table:
            case "repos":
                yield (
                    repo.id, repo.kind, repo.owner.id, repo.owner.id, repo.owner.name, repo.name, repo.key,
                    "private" if repo.private else "public", repo.gated, repo.sdk, repo.created, repo.modified,
                    repo.downloads, repo.downloads_all_time, repo.likes, repo.trending, repo.used_storage,
                    repo.pipeline, repo.library, repo.parameters, FACTS_VERSION,
                )  # fmt: skip
            case "repo_tags":
                yield from ((repo.id, tag, position) for position, tag in enumerate(repo.tags))
            case "repo_links":
                yield from ((repo.id, kind, name) for kind, name in repo.links)
            case "repo_properties":
                yield from ((repo.id, name, property_text(value)) for name, value in repo.properties.items())
            case "repo_texts":
                yield (repo.id, indexed_words(repo.full_name), indexed_words(" ".join(repo.tags)), repo.body)


def accounts(owners: Iterable[Owner]) -> Iterator[tuple]:
    for owner in owners:
        kind = "org" if owner.is_organization else "user"
        yield owner.id, kind, owner.name, owner.name.lower(), owner.name, 0


def write_sqlite(data: pathlib.Path, owners: list[Owner], chunks: Iterable[list[Repo]]) -> None:
    """Fills the SQLite file in the folder `data`. Indexes are made at the end, as the schema has them."""

    def insert(table: str, values: Iterable[tuple]) -> None:
        columns = COLUMNS[table]
        marks = ", ".join("?" * len(columns.split(",")))
        database.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", values)

    database = sqlite3.connect(data / "roost.sqlite", isolation_level=None)
    database.execute("PRAGMA synchronous = OFF")
    database.execute("PRAGMA cache_size = -400000")
    database.execute("BEGIN")
    database.execute(POSTPONE_COUNTING)
    insert("accounts", accounts(owners))
    later = database.execute(
        f"""
        SELECT type, name, sql FROM sqlite_schema
        WHERE type IN ('index', 'trigger') AND sql IS NOT NULL AND tbl_name IN ({", ".join("?" * len(COLUMNS))})
        """,
        list(COLUMNS),
    ).fetchall()
    for kind, name, _ in later:
        database.execute(f"DROP {kind} {name}")
    for repos in chunks:
        for table in list(COLUMNS)[1:]:
            insert(table, rows(table, repos))
    for _, _, statement in later:
        database.execute(statement)
    for index in ("repo_names", "repo_words"):
        database.execute(f"INSERT INTO {index} ({index}) VALUES ('rebuild')")
    database.execute("COMMIT")
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()


def write_postgresql(url: str, owners: list[Owner], chunks: Iterable[list[Repo]]) -> None:
    """Fills a PostgreSQL database by its own client. Indexes are made at the end, as the schema has them."""
    command = [program("psql"), "--quiet", "--no-psqlrc", "--set", "ON_ERROR_STOP=1", url]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)

    def say(text: str) -> None:
        process.stdin.write(text.encode())

    def copy(table: str, values: Iterable[tuple]) -> None:
        say(f"COPY {table} ({COLUMNS[table]}) FROM STDIN;\n")
        say("".join("\t".join(map(_escaped, row)) + "\n" for row in values) + "\\.\n")

    # With the role of a replica, references between tables are not checked.
    say(f"BEGIN;\nSET session_replication_role = replica;\nSET maintenance_work_mem = '256MB';\n{POSTPONE_COUNTING};\n")
    copy("accounts", accounts(owners))
    tables = ", ".join(f"'{table}'" for table in list(COLUMNS)[1:])
    say(
        f"""
        CREATE TEMPORARY TABLE later ON COMMIT DROP AS SELECT indexname, indexdef FROM pg_indexes
        WHERE tablename IN ({tables}) AND indexname NOT IN (SELECT conname FROM pg_constraint);
        SELECT 'DROP INDEX ' || indexname FROM later \\gexec
        """
    )
    for repos in chunks:
        for table in list(COLUMNS)[1:]:
            copy(table, rows(table, repos))
    # What PostgreSQL would do by itself a while later.
    say("SELECT indexdef FROM later \\gexec\nCOMMIT;\nVACUUM ANALYZE;\n")
    process.stdin.close()
    if process.wait() != 0:
        raise RuntimeError("psql could not write the catalogue")


_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def _escaped(value) -> str:
    if value is None:
        return "\\N"
    return value.translate(_ESCAPES) if isinstance(value, str) else str(value)
