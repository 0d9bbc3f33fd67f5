"""Xet's formats by hand: hashes, xorbs and shards, written and read without any client's code."""

import struct
from dataclasses import dataclass, field

import lz4.frame
from blake3 import blake3

DATA_KEY = bytes.fromhex("6697f5775b9550de3135cbaca597181c9de421109beb2b58b4d0b04b93adf229")
NODE_KEY = bytes.fromhex("017ec5c7a5472996fd946666b48a02e65ddd536f37c76dd2f86352e64a53713f")
VERIFICATION_KEY = bytes.fromhex("7f1857d6ce56ed66127ff913e7a5c3f3a4cd26d5b5db49e64124987f28fb94c3")
FILE_KEY = bytes(32)

CHUNK = 65_536
CHUNK_MAXIMUM = 131_072
XORB_CHUNKS = 8192
XORB_MAXIMUM = 67_108_864

SHARD_TAG = bytes.fromhex("48465265706f4d6574614461746100556967456a7b815783a5bdd95ccdd14aa9")
BOOKEND = b"\xff" * 32 + bytes(16)
WITH_VERIFICATION = 0x8000_0000
WITH_METADATA = 0x4000_0000


# Hashes


def hash_string(hash: bytes) -> str:
    return "".join(f"{group:016x}" for group in struct.unpack("<4Q", hash))


def hash_bytes(string: str) -> bytes:
    return struct.pack("<4Q", *(int(string[start : start + 16], 16) for start in range(0, 64, 16)))


def keyed(key: bytes, data: bytes) -> bytes:
    return blake3(data, key=key).digest()


def chunk_hash(data: bytes) -> bytes:
    return keyed(DATA_KEY, data)


def range_hash(hashes: list[bytes]) -> bytes:
    return keyed(VERIFICATION_KEY, b"".join(hashes))


def tree_root(entries: list[tuple[bytes, int]]) -> bytes:
    """The root over (hash, size) entries: a xorb's hash, and what a file's hash is made from."""
    if not entries:
        return bytes(32)
    while len(entries) > 1:
        level, start = [], 0
        while start < len(entries):
            group = entries[start : start + _cut(entries, start)]
            text = "".join(f"{hash_string(hash)} : {size}\n" for hash, size in group)
            level.append((keyed(NODE_KEY, text.encode()), sum(size for _, size in group)))
            start += len(group)
        entries = level
    return entries[0][0]


def _cut(entries: list[tuple[bytes, int]], start: int) -> int:
    left = len(entries) - start
    if left <= 2:
        return left
    end = min(9, left)
    for index in range(2, end):
        if struct.unpack_from("<Q", entries[start + index][0], 24)[0] % 4 == 0:
            return index + 1
    return end


def file_hash(entries: list[tuple[bytes, int]]) -> bytes:
    return keyed(FILE_KEY, tree_root(entries)) if entries else bytes(32)


# Xorbs


def byte_groups(data: bytes) -> bytes:
    return b"".join(data[start::4] for start in range(4))


def chunk_header(stored: int, scheme: int, raw: int, version: int = 0) -> bytes:
    return bytes([version]) + stored.to_bytes(3, "little") + bytes([scheme]) + raw.to_bytes(3, "little")


def chunk_record(data: bytes, scheme: int = 0) -> bytes:
    """One chunk as it lies in a xorb. Scheme 0 is as it is, 1 LZ4, 2 LZ4 over grouped bytes."""
    stored = {
        0: lambda: data,
        1: lambda: lz4.frame.compress(data, store_size=False),
        2: lambda: lz4.frame.compress(byte_groups(data), store_size=False),
    }[scheme]()
    return chunk_header(len(stored), scheme, len(data)) + stored


@dataclass(repr=False)
class Xorb:
    chunks: list[bytes]
    schemes: list[int] = field(default_factory=list)

    def __post_init__(self):
        self.schemes = self.schemes or [0] * len(self.chunks)
        self.hashes = [chunk_hash(chunk) for chunk in self.chunks]
        self.entries = [(hash, len(chunk)) for hash, chunk in zip(self.hashes, self.chunks, strict=True)]
        self.hash = tree_root(self.entries)
        self.name = hash_string(self.hash)
        self.size = sum(len(chunk) for chunk in self.chunks)

    def records(self) -> list[bytes]:
        return [chunk_record(chunk, scheme) for chunk, scheme in zip(self.chunks, self.schemes, strict=True)]

    def body(self) -> bytes:
        return b"".join(self.records())

    def footer(self) -> bytes:
        """What clients before 1.3 may put behind the chunks."""
        count = struct.pack("<I", len(self.chunks))
        stored, raw, stored_ends, raw_ends = 0, 0, b"", b""
        for record, chunk in zip(self.records(), self.chunks, strict=True):
            stored, raw = stored + len(record), raw + len(chunk)
            stored_ends += struct.pack("<I", stored)
            raw_ends += struct.pack("<I", raw)
        hashes = b"XBLBHSH\0" + count + b"".join(self.hashes)
        boundaries = b"XBLBBND\1" + count + stored_ends + raw_ends
        tail = count + struct.pack("<II", len(hashes) + len(boundaries) + 28, len(boundaries) + 28) + bytes(16)
        footer = b"XETBLOB\1" + self.hash + hashes + boundaries + tail
        return footer + struct.pack("<I", len(footer))


def split(content: bytes, size: int = CHUNK) -> list[bytes]:
    """Chunks of one size: any boundaries are valid, these only deduplicate badly."""
    return [content[start : start + size] for start in range(0, len(content), size)]


def read_xorb(body: bytes) -> list[bytes]:
    """The chunks of a xorb, or of a part of one that begins with a header."""
    chunks, start = [], 0
    while start < len(body):
        assert body[start] == 0, "unknown version of a chunk header"
        stored = int.from_bytes(body[start + 1 : start + 4], "little")
        scheme, raw = body[start + 4], int.from_bytes(body[start + 5 : start + 8], "little")
        data = body[start + 8 : start + 8 + stored]
        assert len(data) == stored, "the body ends within a chunk"
        if scheme:
            data = lz4.frame.decompress(data)
        if scheme == 2:
            grouped, data, offset = data, bytearray(len(data)), 0
            for index in range(4):
                length = len(data[index::4])
                data[index::4] = grouped[offset : offset + length]
                offset += length
        assert len(data) == raw, "the header tells another length"
        chunks.append(bytes(data))
        start += 8 + stored
    return chunks


# Shards


@dataclass
class Segment:
    """A run of a xorb's chunks. What is `None` is derived from the xorb; everything else is written as it is."""

    xorb: Xorb
    first: int = 0
    end: int | None = None
    size: int | None = None
    name: bytes | None = None
    verification: bytes | None = None

    def __post_init__(self):
        self.end = len(self.xorb.chunks) if self.end is None else self.end
        self.entries = self.xorb.entries[self.first : self.end]
        self.size = sum(size for _, size in self.entries) if self.size is None else self.size
        self.name = self.xorb.hash if self.name is None else self.name
        if self.verification is None:
            self.verification = range_hash([hash for hash, _ in self.entries])

    def record(self) -> bytes:
        return self.name + struct.pack("<IIII", 0, self.size, self.first, self.end)


@dataclass
class File:
    segments: list[Segment]
    sha256: str | None = None
    hash: bytes | None = None
    verified: bool = True
    # Written instead of the number of segments.
    count: int | None = None

    def __post_init__(self):
        if self.hash is None:
            self.hash = file_hash([entry for segment in self.segments for entry in segment.entries])
        self.name = hash_string(self.hash)
        self.size = sum(segment.size for segment in self.segments)

    def records(self) -> bytes:
        flags = WITH_VERIFICATION * self.verified | WITH_METADATA * (self.sha256 is not None)
        count = len(self.segments) if self.count is None else self.count
        data = self.hash + struct.pack("<IIQ", flags, count, 0)
        data += b"".join(segment.record() for segment in self.segments)
        if self.verified:
            data += b"".join(segment.verification + bytes(16) for segment in self.segments)
        if self.sha256 is not None:
            # Handled as one of Xet's own hashes, so its groups are stored in reverse.
            data += hash_bytes(self.sha256) + bytes(16)
        return data


def xorb_records(xorb: Xorb, count: int | None = None) -> bytes:
    data = xorb.hash + struct.pack("<IIII", 0, len(xorb.chunks) if count is None else count, xorb.size, 0)
    offset = 0
    for hash, size in xorb.entries:
        data += hash + struct.pack("<IIII", offset, size, 0, 0)
        offset += size
    return data


def shard(
    files: list[File], xorbs: list[Xorb], footer: bool = False, announced: int | None = None, version: int = 2
) -> bytes:
    """An upload. Clients before 1.3 announce the 200 bytes of a footer in the header, and may leave it out."""
    head = SHARD_TAG + struct.pack("<QQ", version, 200 * footer if announced is None else announced)
    files_part = b"".join(file.records() for file in sorted(files, key=lambda file: file.hash)) + BOOKEND
    xorbs_part = b"".join(xorb_records(xorb) for xorb in xorbs) + BOOKEND
    body = head + files_part + xorbs_part
    if footer:
        end = len(body)
        places = (1, 48, 48 + len(files_part), end, 0, end, 0, end, 0)
        body += struct.pack("<9Q", *places) + bytes(32) + struct.pack("<12Q", *[0] * 11, end)
    return body


@dataclass
class StoredXorb:
    name: str
    hashes: list[bytes]
    sizes: list[int]


@dataclass
class DedupAnswer:
    """A shard as the hub answers it to a question for a chunk."""

    files: int
    xorbs: list[StoredXorb]
    key: bytes
    created: int
    expires: int


def read_dedup_answer(body: bytes) -> DedupAnswer:
    assert body[:32] == SHARD_TAG
    version, footer_size = struct.unpack_from("<QQ", body, 32)
    assert (version, footer_size) == (2, 200)
    footer = body[-200:]
    footer_version, files_at, xorbs_at = struct.unpack_from("<3Q", footer)
    assert (footer_version, files_at) == (1, 48)
    files, place = 0, 48
    while body[place : place + 48] != BOOKEND:
        flags, count = struct.unpack_from("<II", body, place + 32)
        verification, metadata = bool(flags & WITH_VERIFICATION), bool(flags & WITH_METADATA)
        files, place = files + 1, place + 48 * (1 + count * (1 + verification) + metadata)
    place += 48
    assert xorbs_at == place
    xorbs = []
    while body[place : place + 48] != BOOKEND:
        [count] = struct.unpack_from("<I", body, place + 36)
        xorb = StoredXorb(hash_string(body[place : place + 32]), [], [])
        for index in range(1, count + 1):
            record = body[place + 48 * index : place + 48 * (index + 1)]
            xorb.hashes.append(record[:32])
            xorb.sizes.append(struct.unpack_from("<I", record, 36)[0])
        xorbs.append(xorb)
        place += 48 * (count + 1)
    key = footer[72:104]
    created, expires = struct.unpack_from("<QQ", footer, 104)
    assert struct.unpack_from("<Q", footer, 192)[0] == len(body) - 200
    return DedupAnswer(files, xorbs, key, created, expires)
