"""Fills a stopped hub's SQLite file with copies of one repo: 100,000 API calls would take too long."""

import pathlib
import sqlite3

from support.catalogue_store import POSTPONE_COUNTING

NUMBERS = "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :count)"


def copy_repo(data: pathlib.Path, template: str, count: int) -> None:
    """Makes `count` copies of the repo `template` (`owner/name`), named `name-000001` and so on.

    Tables are copied column by column as the schema names them, so a new column needs no change here.
    """
    database = sqlite3.connect(data / "roost.sqlite")
    with database:
        [(repo,)] = database.execute("SELECT id FROM repos WHERE full_key = ?", (template.lower(),)).fetchall()
        [(top,)] = database.execute("SELECT max(id) FROM repos").fetchall()
        # Otherwise the hub would set all downloads to 0 while it is measured.
        database.execute(POSTPONE_COUNTING)
        values = {"count": count, "repo": repo, "top": top}
        # Downloads and likes spread out, times go up, so that sorting has something to do.
        changes = {
            "id": ":top + n",
            "name": "name || printf('-%06d', n)",
            "full_key": "full_key || printf('-%06d', n)",
            "created_at": "created_at + n",
            "last_modified": "last_modified + n",
            "downloads": "(n * 7919) % 1000003",
            "downloads_all_time": "(n * 7919) % 1000003",
            "likes": "(n * 104729) % 5003",
        }
        _copy(database, "repos", "id", changes, values)
        for table in _tables_with_repo_id(database):
            _copy(database, table, "repo_id", {"repo_id": ":top + n"}, values)
    database.execute("ANALYZE")
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()


def _columns(database: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in database.execute(f"PRAGMA table_info({table})")]


def _tables_with_repo_id(database: sqlite3.Connection) -> list[str]:
    """The tables that hold what belongs to one repo. Redirects and events do too, but are no copies' business."""
    tables = [name for (name,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    skipped = {"repo_redirects", "events"}
    return [table for table in tables if table not in skipped and "repo_id" in _columns(database, table)]


def _copy(database, table: str, key: str, changes: dict[str, str], values: dict) -> None:
    columns = _columns(database, table)
    expressions = [changes.get(column, column) for column in columns]
    database.execute(
        f"{NUMBERS} INSERT INTO {table} ({', '.join(columns)}) "
        f"SELECT {', '.join(expressions)} FROM numbers, {table} WHERE {table}.{key} = :repo",
        values,
    )
