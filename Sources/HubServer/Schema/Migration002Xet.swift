import HubStorage

extension Migration {
    /// Xet storage: xorbs, files made of their chunks, what may be deduplicated against, and background jobs.
    ///
    /// A *domain* is the account whose repos share chunks with one another; it is that account's id. Xorbs are stored
    /// once for all domains, but each domain knows only those that were sent to it.
    static let xet = Migration(version: 2, name: "xet", statements: chunks + files + jobs)

    private static let chunks = [
        // One number: clients keep what they know of the stored xorbs by an address that holds the epoch, so
        // raising it makes them forget.
        "CREATE TABLE xet_state (name TEXT PRIMARY KEY, value {bigint} NOT NULL)",
        "INSERT INTO xet_state (name, value) VALUES ('epoch', 1)",
        // `object`: the random end of the names under which the bytes and the offsets lie, so that no two uploads of
        // one xorb (which may be packed differently) ever write to the same place.
        // `doomed_at`: nothing refers to it since then. `deleting`: its bytes are being removed, nothing may refer
        // to it any more. `damaged_at`: its bytes were found changed; sending it again heals it.
        """
        CREATE TABLE xorbs (
            hash {blob} PRIMARY KEY,
            object TEXT NOT NULL,
            stored_bytes {bigint} NOT NULL,
            raw_bytes {bigint} NOT NULL,
            chunks {bigint} NOT NULL,
            created_at {bigint} NOT NULL,
            doomed_at {bigint},
            deleting {bigint} NOT NULL DEFAULT 0,
            damaged_at {bigint}
        )
        """,
        "CREATE INDEX xorbs_by_doom ON xorbs (doomed_at)",
        // `referenced`: some file was registered that uses it. `last_used`: when a client was last told that the
        // domain has it; clients go on assuming so for weeks.
        """
        CREATE TABLE xorb_domains (
            domain {bigint} NOT NULL,
            hash {blob} NOT NULL REFERENCES xorbs(hash),
            uploader_id {bigint},
            referenced {bigint} NOT NULL DEFAULT 0,
            created_at {bigint} NOT NULL,
            last_used {bigint} NOT NULL,
            PRIMARY KEY (domain, hash)
        )
        """,
        "CREATE INDEX xorb_domains_by_hash ON xorb_domains (hash)",
        "CREATE INDEX xorb_domains_by_uploader ON xorb_domains (uploader_id, referenced)",
        // Only chunks that the protocol lets clients ask for: beginnings of files, and one in 1,024.
        """
        CREATE TABLE dedup_chunks (
            domain {bigint} NOT NULL,
            chunk {blob} NOT NULL,
            xorb {blob} NOT NULL,
            chunk_index {bigint} NOT NULL,
            PRIMARY KEY (domain, chunk)
        )
        """,
        "CREATE INDEX dedup_chunks_by_xorb ON dedup_chunks (domain, xorb)",
    ]

    private static let files = [
        // `segments`: which chunks of which xorbs, 44 bytes each. `sha256`: set when the hub itself has put the
        // file together and hashed it.
        """
        CREATE TABLE xet_files (
            domain {bigint} NOT NULL,
            hash {blob} NOT NULL,
            size {bigint} NOT NULL,
            segments {blob} NOT NULL,
            sha256 {blob},
            created_at {bigint} NOT NULL,
            PRIMARY KEY (domain, hash)
        )
        """,
        "CREATE INDEX xet_files_by_content ON xet_files (domain, sha256)",
        """
        CREATE TABLE xet_file_xorbs (
            domain {bigint} NOT NULL,
            file_hash {blob} NOT NULL,
            xorb_hash {blob} NOT NULL,
            PRIMARY KEY (domain, file_hash, xorb_hash),
            FOREIGN KEY (domain, file_hash) REFERENCES xet_files(domain, hash) ON DELETE CASCADE,
            FOREIGN KEY (domain, xorb_hash) REFERENCES xorb_domains(domain, hash)
        )
        """,
        "CREATE INDEX xet_file_xorbs_by_xorb ON xet_file_xorbs (domain, xorb_hash)",
        // Who registered which file for which repo, and the SHA-256 that was said to be its content's (empty if
        // none was): a claim, which that user's commits to that repo may use.
        """
        CREATE TABLE xet_registrations (
            repo_id {bigint} NOT NULL REFERENCES repos(id) ON DELETE CASCADE,
            user_id {bigint} NOT NULL,
            sha256 {blob} NOT NULL,
            domain {bigint} NOT NULL,
            file_hash {blob} NOT NULL,
            created_at {bigint} NOT NULL,
            PRIMARY KEY (repo_id, user_id, sha256, domain, file_hash),
            FOREIGN KEY (domain, file_hash) REFERENCES xet_files(domain, hash)
        )
        """,
        "CREATE INDEX xet_registrations_by_file ON xet_registrations (domain, file_hash)",
        "CREATE INDEX xet_registrations_by_time ON xet_registrations (created_at)",
        // Where a repo's large file is read from: its Xet file if it has one, the whole content if not.
        // `sha_proven`: the hub itself has seen that the content has this SHA-256.
        "ALTER TABLE repo_lfs ADD COLUMN xet_domain {bigint}",
        "ALTER TABLE repo_lfs ADD COLUMN xet_hash {blob}",
        "ALTER TABLE repo_lfs ADD COLUMN sha_proven {bigint} NOT NULL DEFAULT 1",
        "CREATE INDEX repo_lfs_by_xet ON repo_lfs (xet_hash, xet_domain)",
        "CREATE INDEX repo_lfs_unproven ON repo_lfs (xet_domain, xet_hash) WHERE sha_proven = 0",
        // `stored`: the whole content lies in the object store. The rest is as with xorbs.
        "ALTER TABLE lfs_objects ADD COLUMN stored {bigint} NOT NULL DEFAULT 1",
        "ALTER TABLE lfs_objects ADD COLUMN doomed_at {bigint}",
        "ALTER TABLE lfs_objects ADD COLUMN deleting {bigint} NOT NULL DEFAULT 0",
        "CREATE INDEX lfs_objects_by_doom ON lfs_objects (doomed_at)",
    ]

    private static let jobs = [
        // Work that goes on after the answer. A node that takes a job leases it; when the lease ends without the
        // job being done, another node takes it.
        """
        CREATE TABLE jobs (
            kind TEXT NOT NULL,
            subject TEXT NOT NULL,
            run_at {bigint} NOT NULL,
            leased_until {bigint} NOT NULL DEFAULT 0,
            attempts {bigint} NOT NULL DEFAULT 0,
            last_error TEXT,
            created_at {bigint} NOT NULL,
            PRIMARY KEY (kind, subject)
        )
        """,
        "CREATE INDEX jobs_by_time ON jobs (run_at)",
    ]
}
