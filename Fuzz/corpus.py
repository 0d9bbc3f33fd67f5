#!/usr/bin/env python3
"""Writes the seeds of each fuzzer, made of the vectors and fixtures of the tests, to the directories of their names."""

import base64
import json
import pathlib
import sys

TESTS = pathlib.Path(__file__).resolve().parent.parent / "Tests"
VECTORS = TESTS / "XetTests/Vectors"
FIXTURES = TESTS / "ModelFormatsTests/Fixtures"


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


def safetensors_seeds() -> list[bytes]:
    """Headers without their lengths, and an index."""
    file = (FIXTURES / "small.safetensors").read_bytes()
    index = {"metadata": {"total_size": 1.5e3}, "weight_map": {"a": "model-1.safetensors", "b": "model-2.safetensors"}}
    return [file[8 : 8 + int.from_bytes(file[:8], "little")], json.dumps(index).encode()]


def gguf_seeds() -> list[bytes]:
    """Headers alone: most of a file is numbers that nobody reads."""
    return [file.read_bytes()[:5600] for file in FIXTURES.glob("*.gguf")]


def parquet_seeds() -> list[bytes]:
    files = [file.read_bytes() for file in FIXTURES.glob("*.parquet")]
    return [file[-8 - int.from_bytes(file[-8:-4], "little") : -8] for file in files]


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
    return {
        "FuzzXorb": xorbs,
        "FuzzShard": shards,
        "FuzzChunks": chunks,
        "FuzzGGUF": gguf_seeds(),
        "FuzzSafetensors": safetensors_seeds(),
        "FuzzParquet": parquet_seeds(),
    }


def main() -> None:
    root = pathlib.Path(sys.argv[1])
    for name, inputs in seeds().items():
        (root / name).mkdir(parents=True, exist_ok=True)
        for index, content in enumerate(inputs):
            (root / name / f"seed-{index}").write_bytes(content)


if __name__ == "__main__":
    main()
