#!/usr/bin/env python3
"""Writes the fixtures beside it, with the packages numpy, safetensors, gguf and pyarrow."""

import datetime
import decimal
import json
import pathlib

import gguf
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import safetensors

HERE = pathlib.Path(__file__).resolve().parent


def write_safetensors() -> None:
    zeros = np.zeros(1024, dtype=np.uint8)

    def raw(dtype: str, shape: list[int], size: int) -> safetensors.TensorSpec:
        length = int(np.prod(shape)) * size
        return safetensors.TensorSpec(dtype=dtype, shape=shape, data_ptr=zeros.ctypes.data, data_len=length)

    tensors = {
        "model.embed.weight": raw("bfloat16", [16, 8], 2),
        "model.norm.weight": raw("float32", [8], 4),
        "model.layers.0.mlp.qweight": raw("int32", [4, 8], 4),
        "model.layers.0.mlp.scales": raw("float16", [2, 8], 2),
        "model.step": raw("int64", [], 8),
        "größe.weight": raw("float32", [0, 3], 4),
    }
    (HERE / "small.safetensors").write_bytes(safetensors.serialize(tensors, {"format": "pt", "note": 'a "quote"'}))


def write_gguf(name: str, endianness: gguf.GGUFEndian) -> None:
    writer = gguf.GGUFWriter(HERE / name, "llama", endianess=endianness)
    writer.add_name("Tiny Llama")
    writer.add_size_label("2.3K")
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_Q8_0)
    writer.add_context_length(2048)
    writer.add_embedding_length(64)
    writer.add_tags(["tiny", "test"])
    writer.add_tokenizer_model("gpt2")
    writer.add_token_list([f"<token-{index}>" for index in range(300)])
    writer.add_array("tokenizer.ggml.scores", [0.5] * 300)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(299)
    writer.add_add_bos_token(True)
    writer.add_chat_template("{{ messages }}")
    writer.add_string("quantize.imatrix.file", "calibration.dat")
    embedding = np.linspace(-1, 1, 32 * 64, dtype=np.float32).reshape(32, 64)
    kind = gguf.GGMLQuantizationType.Q8_0
    writer.add_tensor("token_embd.weight", gguf.quants.quantize(embedding, kind), raw_dtype=kind)
    writer.add_tensor("output_norm.weight", np.ones(64, dtype=np.float32))
    writer.add_tensor("blk.0.attn.weight", np.ones((2, 3, 32), dtype=np.float16))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def write_parquet() -> None:
    columns = {
        "flag": pa.array([True, False, None]),
        "tiny": pa.array([1, 2, 3], pa.int8()),
        "unsigned": pa.array([1, 2, 3], pa.uint16()),
        "id": pa.array([1, 2, 3], pa.int64()),
        "half": pa.array([1.0, 2.0, 3.0], pa.float16()),
        "single": pa.array([1.0, 2.0, 3.0], pa.float32()),
        "double": pa.array([1.0, 2.0, 3.0], pa.float64()),
        "text": pa.array(["a", "b", "c"]),
        "blob": pa.array([b"a", b"b", b"c"]),
        "fixed": pa.array([b"ab", b"cd", b"ef"], pa.binary(2)),
        "price": pa.array([decimal.Decimal("1.50")] * 3, pa.decimal128(10, 2)),
        "day": pa.array([datetime.date(2024, 1, 1)] * 3),
        "moment": pa.array([datetime.datetime(2024, 1, 1)] * 3, pa.timestamp("us")),
        "clock": pa.array([datetime.time(1, 2)] * 3, pa.time64("us")),
        "embedding": pa.array([[1.0], [], None], pa.list_(pa.float32())),
        "matrix": pa.array([[[1]], [], None], pa.list_(pa.list_(pa.int64()))),
        "turns": pa.array([[{"role": "user", "content": "hi"}]] * 3),
        "answer": pa.array([{"text": "x", "start": 1}] * 3),
        "pairs": pa.array([[("k", 1)]] * 3, pa.map_(pa.string(), pa.int64())),
        "label": pa.array(["x", "y", "x"]).dictionary_encode(),
    }
    table = pa.table(columns)
    features = {"id": {"dtype": "int64", "_type": "Value"}, "text": {"dtype": "string", "_type": "Value"}}
    metadata = {"huggingface": json.dumps({"info": {"features": features}})}
    pq.write_table(table.replace_schema_metadata(metadata), HERE / "types.parquet")
    rows = pa.table({"n": list(range(100)), "s": [str(n) for n in range(100)]})
    pq.write_table(rows, HERE / "indexed.parquet", row_group_size=40, write_page_index=True)


if __name__ == "__main__":
    write_safetensors()
    write_gguf("tiny.gguf", gguf.GGUFEndian.LITTLE)
    write_gguf("tiny-big-endian.gguf", gguf.GGUFEndian.BIG)
    write_parquet()
