"""Content of the kinds that models and datasets have, written to disk: it does not fit in memory everywhere."""

import hashlib
import pathlib
import random

STEP = 8_000_000


def file_sha256(path: pathlib.Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def random_piece(chance: random.Random, size: int) -> bytes:
    return chance.randbytes(size)


WORDS = ("the", "of", "a", "model", "data", "weight", "layer", "token", "loss", "epoch", "to", "and", "is", "was", "by")


def text_piece(chance: random.Random, size: int) -> bytes:
    lines, length = [], 0
    while length < size:
        start = chance.getrandbits(40)
        words = " ".join(WORDS[start // step % len(WORDS)] for step in (1, 15, 225, 3375))
        line = f"{start} {words}\n".encode()
        lines.append(line)
        length += len(line)
    return b"".join(lines)[:size]


# The upper bytes of float32 weights: few signs and exponents.
EXPONENTS = bytes([0x3B, 0x3C, 0x3C, 0x3D, 0xBB, 0xBC, 0xBC, 0xBD] * 32)


def weights_piece(chance: random.Random, size: int) -> bytes:
    data = bytearray(chance.randbytes(size))
    data[3::4] = data[3::4].translate(EXPONENTS)
    return bytes(data)


PIECES = {"random": random_piece, "text": text_piece, "weights": weights_piece}


def write(path: pathlib.Path, kind: str, size: int, seed: int) -> pathlib.Path:
    """Makes a file of `size` bytes: `random`, `text` or `weights` (float32)."""
    chance = random.Random(f"{kind} {seed}")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        while file.tell() < size:
            file.write(PIECES[kind](chance, min(STEP, size - file.tell())))
    return path


def write_changed(path: pathlib.Path, original: pathlib.Path, seed: int, places: int = 3) -> pathlib.Path:
    """A copy with 1 % of its bytes replaced, in a few runs, and one byte put in: what follows is moved."""
    chance = random.Random(seed)
    data = bytearray(original.read_bytes())
    run = len(data) // 100 // places
    for place in range(places):
        start = len(data) * (place * 2 + 1) // (places * 2)
        data[start : start + run] = chance.randbytes(run)
    middle = len(data) // 2 + run
    data[middle:middle] = b"!"
    path.write_bytes(data)
    return path
