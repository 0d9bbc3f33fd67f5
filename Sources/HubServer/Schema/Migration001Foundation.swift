import HubStorage

extension Migration {
    /// Accounts, repos, git history, large files.
    ///
    /// Times are milliseconds since 1970 UTC. Names have a `_key` twin, lower-cased, for comparison. Ids are made
    /// by the program (`Identifier`), so that any node can make them.
    static let foundation = Migration(
        version: 1,
        name: "foundation",
        statements: accounts + repos + history + largeFiles + operations)

    private static let accounts = [
        """
        CREATE TABLE accounts (
            id {bigint} PRIMARY KEY,
            kind TEXT NOT NULL CHECK (kind IN ('user', 'org')),
            name TEXT NOT NULL,
            name_key TEXT NOT NULL UNIQUE,
            full_name TEXT NOT NULL,
            email TEXT,
            password_hash TEXT,
            is_admin {bigint} NOT NULL DEFAULT 0,
            default_visibility TEXT NOT NULL DEFAULT 'public',
            disabled {bigint} NOT NULL DEFAULT 0,
            created_at {bigint} NOT NULL
        )
        """,
        """
        CREATE TABLE memberships (
            org_id {bigint} NOT NULL REFERENCES accounts(id) ON DELETE CASCADE,
            user_id {bigint} NOT NULL REFERENCES accounts(id) ON DELETE CASCADE,
            role TEXT NOT NULL CHECK (role IN ('read', 'contributor', 'write', 'admin')),
            created_at {bigint} NOT NULL,
            PRIMARY KEY (org_id, user_id)
        )
        """,
        "CREATE INDEX memberships_by_user ON memberships (user_id)",
        // `secret_hash` is the SHA-256 of the whole token; the token itself is never stored.
        """
        CREATE TABLE tokens (
            id {bigint} PRIMARY KEY,
            user_id {bigint} NOT NULL REFERENCES accounts(id) ON DELETE CASCADE,
            name TEXT NOT NULL,
            role TEXT NOT NULL CHECK (role IN ('read', 'write', 'fine-grained')),
            scopes TEXT NOT NULL DEFAULT '[]',
            secret_hash {blob} NOT NULL UNIQUE,
            created_at {bigint} NOT NULL,
            expires_at {bigint},
            last_used_at {bigint},
            revoked_at {bigint}
        )
        """,
        "CREATE INDEX tokens_by_user ON tokens (user_id)",
    ]

    private static let repos = [
        // `version` grows with every change of the row, so that answers made from it can be cached.
        """
        CREATE TABLE repos (
            id {bigint} PRIMARY KEY,
            type TEXT NOT NULL CHECK (type IN ('model', 'dataset', 'space')),
            owner_id {bigint} NOT NULL REFERENCES accounts(id),
            creator_id {bigint} NOT NULL REFERENCES accounts(id),
            namespace TEXT NOT NULL,
            name TEXT NOT NULL,
            full_key TEXT NOT NULL,
            visibility TEXT NOT NULL CHECK (visibility IN ('public', 'private')),
            gated TEXT NOT NULL DEFAULT 'false',
            disabled {bigint} NOT NULL DEFAULT 0,
            sdk TEXT,
            version {bigint} NOT NULL DEFAULT 1,
            created_at {bigint} NOT NULL,
            last_modified {bigint} NOT NULL,
            head_oid {blob},
            downloads {bigint} NOT NULL DEFAULT 0,
            downloads_all_time {bigint} NOT NULL DEFAULT 0,
            likes {bigint} NOT NULL DEFAULT 0,
            trending_score {bigint} NOT NULL DEFAULT 0,
            git_bytes {bigint} NOT NULL DEFAULT 0,
            used_storage {bigint} NOT NULL DEFAULT 0,
            pipeline_tag TEXT,
            library_name TEXT,
            card_data TEXT,
            UNIQUE (type, full_key)
        )
        """,
        "CREATE INDEX repos_by_owner ON repos (owner_id, type, last_modified, id)",
        "CREATE INDEX repos_by_modified ON repos (type, last_modified, id)",
        "CREATE INDEX repos_by_created ON repos (type, created_at, id)",
        "CREATE INDEX repos_by_downloads ON repos (type, downloads, id)",
        "CREATE INDEX repos_by_likes ON repos (type, likes, id)",
        "CREATE INDEX repos_by_trending ON repos (type, trending_score, id)",
        // Old ids of moved repos, and aliases such as a bare `gpt2`.
        """
        CREATE TABLE repo_redirects (
            type TEXT NOT NULL,
            full_key TEXT NOT NULL,
            repo_id {bigint} NOT NULL REFERENCES repos(id) ON DELETE CASCADE,
            PRIMARY KEY (type, full_key)
        )
        """,
        "CREATE INDEX repo_redirects_by_repo ON repo_redirects (repo_id)",
        """
        CREATE TABLE repo_tags (
            repo_id {bigint} NOT NULL REFERENCES repos(id) ON DELETE CASCADE,
            tag TEXT NOT NULL,
            position {bigint} NOT NULL,
            PRIMARY KEY (repo_id, tag)
        )
        """,
        "CREATE INDEX repo_tags_by_tag ON repo_tags (tag, repo_id)",
    ]

    private static let history = [
        // Objects are kept per repo: nothing is ever reached through another repo's bytes, a hash collision
        // stays at home, and deleting a repo deletes its objects. `data` is null when the bytes lie in the
        // object store. `listing` is a tree with what a listing needs beside it (sizes, large-file ids).
        """
        CREATE TABLE git_objects (
            repo_id {bigint} NOT NULL REFERENCES repos(id) ON DELETE CASCADE,
            oid {blob} NOT NULL,
            kind TEXT NOT NULL,
            size {bigint} NOT NULL,
            data {blob},
            listing {blob},
            PRIMARY KEY (repo_id, oid)
        )
        """,
        """
        CREATE TABLE refs (
            repo_id {bigint} NOT NULL REFERENCES repos(id) ON DELETE CASCADE,
            name TEXT NOT NULL,
            oid {blob} NOT NULL,
            updated_at {bigint} NOT NULL,
            PRIMARY KEY (repo_id, name)
        )
        """,
        // A line is a run of commits each of which is the first child of the one before. A commit's first-parent
        // history is its line up to its place, then the line it forked from: questions such as “which commit
        // last touched this path” become one indexed query for each line instead of a walk.
        """
        CREATE TABLE commit_lines (
            repo_id {bigint} NOT NULL REFERENCES repos(id) ON DELETE CASCADE,
            line {bigint} NOT NULL,
            parent_line {bigint},
            parent_place {bigint},
            tip_place {bigint} NOT NULL,
            PRIMARY KEY (repo_id, line)
        )
        """,
        """
        CREATE TABLE repo_commits (
            repo_id {bigint} NOT NULL REFERENCES repos(id) ON DELETE CASCADE,
            oid {blob} NOT NULL,
            tree {blob} NOT NULL,
            parents {blob} NOT NULL,
            line {bigint} NOT NULL,
            place {bigint} NOT NULL,
            author_name TEXT NOT NULL,
            author_id {bigint},
            committed_at {bigint} NOT NULL,
            title TEXT NOT NULL,
            message TEXT NOT NULL,
            PRIMARY KEY (repo_id, oid)
        )
        """,
        "CREATE UNIQUE INDEX repo_commits_by_place ON repo_commits (repo_id, line, place)",
        """
        CREATE TABLE commit_paths (
            repo_id {bigint} NOT NULL REFERENCES repos(id) ON DELETE CASCADE,
            path TEXT NOT NULL,
            line {bigint} NOT NULL,
            place {bigint} NOT NULL,
            PRIMARY KEY (repo_id, path, line, place)
        )
        """,
    ]

    private static let largeFiles = [
        // Content by SHA-256, stored once for all repos.
        """
        CREATE TABLE lfs_objects (
            sha256 {blob} PRIMARY KEY,
            size {bigint} NOT NULL,
            created_at {bigint} NOT NULL
        )
        """,
        // Which repo may serve which content. Made only when the bytes were received for that repo (or copied
        // from a repo the caller may read), never because somebody knows a hash.
        """
        CREATE TABLE repo_lfs (
            repo_id {bigint} NOT NULL REFERENCES repos(id) ON DELETE CASCADE,
            sha256 {blob} NOT NULL REFERENCES lfs_objects(sha256),
            size {bigint} NOT NULL,
            filename TEXT,
            uploader_id {bigint},
            pushed_at {bigint} NOT NULL,
            PRIMARY KEY (repo_id, sha256)
        )
        """,
        "CREATE INDEX repo_lfs_by_content ON repo_lfs (sha256)",
        """
        CREATE TABLE lfs_uploads (
            id TEXT PRIMARY KEY,
            repo_id {bigint} NOT NULL REFERENCES repos(id) ON DELETE CASCADE,
            user_id {bigint} NOT NULL,
            sha256 {blob} NOT NULL,
            size {bigint} NOT NULL,
            part_size {bigint} NOT NULL,
            created_at {bigint} NOT NULL
        )
        """,
        """
        CREATE TABLE lfs_upload_parts (
            upload_id TEXT NOT NULL REFERENCES lfs_uploads(id) ON DELETE CASCADE,
            part {bigint} NOT NULL,
            size {bigint} NOT NULL,
            etag TEXT NOT NULL,
            PRIMARY KEY (upload_id, part)
        )
        """,
    ]

    private static let operations = [
        // Every write says here what happened, in its own transaction; readers follow by id.
        """
        CREATE TABLE events (
            id {bigint} PRIMARY KEY,
            at {bigint} NOT NULL,
            kind TEXT NOT NULL,
            repo_id {bigint},
            actor_id {bigint},
            detail TEXT NOT NULL
        )
        """,
        // Object-store keys under a prefix that nothing refers to any more.
        """
        CREATE TABLE abandoned_prefixes (
            prefix TEXT PRIMARY KEY,
            abandoned_at {bigint} NOT NULL
        )
        """,
    ]
}
