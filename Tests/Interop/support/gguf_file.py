"""Writes small GGUF files: headers as real ones have them, and one tensor."""

import random
import struct


def _text(text: str) -> bytes:
    data = text.encode()
    return struct.pack("<Q", len(data)) + data


def _value(value) -> bytes:
    if isinstance(value, str):
        return struct.pack("<I", 8) + _text(value)
    if isinstance(value, list):
        return struct.pack("<IIQ", 9, 8, len(value)) + b"".join(map(_text, value))
    return struct.pack("<II", 4, value)


CHATML = "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}"


def gguf(seed: int = 1, file_type: int = 15, architecture: str = "llama", numbers: int = 64, **keys) -> bytes:
    """A file whose tensor has `numbers` numbers; `keys` are more metadata, with `__` for dots."""
    metadata = {
        "general.architecture": architecture,
        "general.file_type": file_type,
        f"{architecture}.context_length": 4096,
        "tokenizer.ggml.tokens": ["a", "<s>", "<|im_end|>"],
        "tokenizer.ggml.bos_token_id": 1,
        "tokenizer.ggml.eos_token_id": 2,
        "tokenizer.chat_template": CHATML,
        **{key.replace("__", "."): value for key, value in keys.items()},
    }
    head = b"GGUF" + struct.pack("<IQQ", 3, 1, len(metadata))
    head += b"".join(_text(key) + _value(value) for key, value in metadata.items())
    head += _text("token_embd.weight") + struct.pack("<IQIQ", 1, numbers, 0, 0)
    head += b"\0" * (-len(head) % 32)
    return head + random.Random(seed).randbytes(numbers * 4)
