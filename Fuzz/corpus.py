#!/usr/bin/env python3
"""Writes the seeds of each fuzzer, made of the bodies in the test vectors, to the directories given by their names."""

import base64
import json
import pathlib
import sys

VECTORS = pathlib.Path(__file__).resolve().parent.parent / "Tests/XetTests/Vectors"


def vector(name: str) -> dict:
    return json.loads((VECTORS / name).read_text())


def records(body: bytes):
    """Yields packing, raw length and data of each chunk of a xorb."""
    offset = 0
    while offset < len(body):
        packed = int.from_bytes(body[offset + 1 : offset + 4], "little")
        raw = int.from_bytes(body[offset + 5 : offset + 8], "little")
        yield body[offset + 4], raw, body[offset + 8 : offset + 8 + packed]
        offset += 8 + packed


def chunk_seed(packing: int, raw: int, data: bytes) -> bytes:
    return bytes([packing]) + raw.to_bytes(3, "little") + data


def seeds() -> dict[str, list[bytes]]:
    xorbs, shards, chunks = [], [], []
    for artifact in vector("hf_xet_1.8.0_real_bodies.json")["artifacts"]:
        xorbs += [base64.b64decode(xorb["base64"]) for xorb in artifact["xorbs"]]
        shards += [base64.b64decode(body) for body in artifact["shard_upload_body_base64"]]
    shards.append(base64.b64decode(vector("dedup-shard-keyed.json")["shard_base64"]))
    for body in xorbs:
        chunks += [chunk_seed(*record) for record in records(body)]
    for case in vector("lz4-frames.json")["cases"]:
        chunks.append(chunk_seed(1, case["length"], bytes.fromhex(case["frame_hex"])))
    xorbs.append(b"".join(xorbs[:3]) + b"XETBLOB\x01" + bytes(60))
    return {"FuzzXorb": xorbs, "FuzzShard": shards, "FuzzChunks": chunks}


def main() -> None:
    root = pathlib.Path(sys.argv[1])
    for name, inputs in seeds().items():
        (root / name).mkdir(parents=True, exist_ok=True)
        for index, content in enumerate(inputs):
            (root / name / f"seed-{index}").write_bytes(content)


if __name__ == "__main__":
    main()
