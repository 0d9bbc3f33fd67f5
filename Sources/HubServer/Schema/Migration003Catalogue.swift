import HubStorage

extension Migration {
    /// What repos are found by: facts derived from their content, full text, downloads, vectors.
    static let catalogue = Migration(
        version: 3,
        name: "catalogue",
        statements: facts + lists + links + counts + vectors,
        own: [.sqlite: sqliteText, .postgresql: postgresqlText])

    private static let facts = [
        // Long texts lie beside the row that lists walk over: `value` is JSON, passed on as it is. Names are those of
        // `expand`, and `cardProblem`, which says why the card can't be read.
        """
        CREATE TABLE repo_properties (
            repo_id {bigint} NOT NULL REFERENCES repos(id) ON DELETE CASCADE,
            name TEXT NOT NULL,
            value TEXT NOT NULL,
            PRIMARY KEY (repo_id, name)
        )
        """,
        """
        INSERT INTO repo_properties (repo_id, name, value)
        SELECT id, 'cardData', card_data FROM repos WHERE card_data IS NOT NULL
        """,
        "ALTER TABLE repos DROP COLUMN card_data",
        // Numbers in the weights.
        "ALTER TABLE repos ADD COLUMN parameters {bigint}",
        // By which version of the rules the facts were derived; 0 asks for it to be done.
        "ALTER TABLE repos ADD COLUMN facts_version {bigint} NOT NULL DEFAULT 0",
        "CREATE INDEX repos_by_facts ON repos (facts_version, id)",
        "CREATE INDEX repos_by_parameters ON repos (type, parameters, id)",
        "CREATE INDEX repos_by_pipeline ON repos (pipeline_tag, id)",
        "CREATE INDEX repos_by_library ON repos (library_name, id)",
        // What was read from a file: a summary of a header, or a document too long to lie in the database. Kept for
        // each repo, because what a repo calls the content of a hash is proven for that repo only.
        """
        CREATE TABLE content_facts (
            repo_id {bigint} NOT NULL REFERENCES repos(id) ON DELETE CASCADE,
            content {blob} NOT NULL,
            kind TEXT NOT NULL,
            facts TEXT,
            PRIMARY KEY (repo_id, content, kind)
        )
        """,
    ]

    /// Lists walk over these without reading the rows of repos that they pass over.
    private static let lists = [
        ("repos_by_modified", "last_modified"), ("repos_by_created", "created_at"), ("repos_by_downloads", "downloads"),
        ("repos_by_likes", "likes"), ("repos_by_trending", "trending_score"),
    ].flatMap { name, column in
        [
            "DROP INDEX \(name)",
            "CREATE INDEX \(name) ON repos (type, \(column), id, visibility, owner_id)",
        ]
    }

    private static let links = [
        // What repos are filtered by beside their tags: `app` (which programs run a model), `model` and `dataset`
        // (what a Space uses). Names are lower-cased.
        """
        CREATE TABLE repo_links (
            repo_id {bigint} NOT NULL REFERENCES repos(id) ON DELETE CASCADE,
            kind TEXT NOT NULL,
            name TEXT NOT NULL,
            PRIMARY KEY (repo_id, kind, name)
        )
        """,
        "CREATE INDEX repo_links_by_name ON repo_links (kind, name, repo_id)",
    ]

    private static let counts = [
        // Days since 1970 UTC.
        """
        CREATE TABLE repo_downloads (
            repo_id {bigint} NOT NULL REFERENCES repos(id) ON DELETE CASCADE,
            day {bigint} NOT NULL,
            count {bigint} NOT NULL,
            PRIMARY KEY (repo_id, day)
        )
        """,
        "CREATE INDEX repo_downloads_by_day ON repo_downloads (day, repo_id)",
    ]

    private static let vectors = [
        // `vector` holds one signed byte per dimension. `text_hash` is of the text it stands for.
        """
        CREATE TABLE repo_vectors (
            repo_id {bigint} PRIMARY KEY REFERENCES repos(id) ON DELETE CASCADE,
            model TEXT NOT NULL,
            text_hash {blob} NOT NULL,
            vector {blob} NOT NULL,
            changed_at {bigint} NOT NULL
        )
        """,
        "CREATE INDEX repo_vectors_by_change ON repo_vectors (model, changed_at, repo_id)",
        // What full text looks through: the id's words, the tags, the card.
        """
        CREATE TABLE repo_texts (
            repo_id {bigint} PRIMARY KEY REFERENCES repos(id) ON DELETE CASCADE,
            name TEXT NOT NULL,
            tags TEXT NOT NULL,
            body TEXT NOT NULL
        )
        """,
    ]

    /// Triggers keep the indexes in step, so that no statement of the program can forget them.
    private static let sqliteText = [
        """
        CREATE VIRTUAL TABLE repo_names USING fts5(
            full_key, content='repos', content_rowid='id', tokenize='trigram')
        """,
        "INSERT INTO repo_names (rowid, full_key) SELECT id, full_key FROM repos",
        """
        CREATE TRIGGER repo_names_insert AFTER INSERT ON repos BEGIN
            INSERT INTO repo_names (rowid, full_key) VALUES (new.id, new.full_key);
        END
        """,
        """
        CREATE TRIGGER repo_names_delete AFTER DELETE ON repos BEGIN
            INSERT INTO repo_names (repo_names, rowid, full_key) VALUES ('delete', old.id, old.full_key);
        END
        """,
        """
        CREATE TRIGGER repo_names_update AFTER UPDATE OF full_key ON repos BEGIN
            INSERT INTO repo_names (repo_names, rowid, full_key) VALUES ('delete', old.id, old.full_key);
            INSERT INTO repo_names (rowid, full_key) VALUES (new.id, new.full_key);
        END
        """,
        """
        CREATE VIRTUAL TABLE repo_words USING fts5(
            name, tags, body, content='repo_texts', content_rowid='repo_id', tokenize='porter unicode61',
            prefix='2 3')
        """,
        """
        CREATE TRIGGER repo_words_insert AFTER INSERT ON repo_texts BEGIN
            INSERT INTO repo_words (rowid, name, tags, body) VALUES (new.repo_id, new.name, new.tags, new.body);
        END
        """,
        """
        CREATE TRIGGER repo_words_delete AFTER DELETE ON repo_texts BEGIN
            INSERT INTO repo_words (repo_words, rowid, name, tags, body)
            VALUES ('delete', old.repo_id, old.name, old.tags, old.body);
        END
        """,
        """
        CREATE TRIGGER repo_words_update AFTER UPDATE ON repo_texts BEGIN
            INSERT INTO repo_words (repo_words, rowid, name, tags, body)
            VALUES ('delete', old.repo_id, old.name, old.tags, old.body);
            INSERT INTO repo_words (rowid, name, tags, body) VALUES (new.repo_id, new.name, new.tags, new.body);
        END
        """,
    ]

    private static let postgresqlText = [
        "CREATE EXTENSION IF NOT EXISTS pg_trgm",
        "CREATE INDEX repo_names ON repos USING gin (full_key gin_trgm_ops)",
        """
        ALTER TABLE repo_texts ADD COLUMN words tsvector GENERATED ALWAYS AS (
            setweight(to_tsvector('english', name), 'A') || setweight(to_tsvector('english', tags), 'B')
            || setweight(to_tsvector('english', body), 'D')) STORED
        """,
        "CREATE INDEX repo_words ON repo_texts USING gin (words)",
        // Names that begin so, in the order of bytes as SQLite has it.
        "CREATE INDEX accounts_by_bytes ON accounts (name_key COLLATE \"C\")",
    ]
}
