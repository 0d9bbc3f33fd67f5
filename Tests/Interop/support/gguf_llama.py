"""Runs llama.cpp's own `-hf` and its own server, as they are compiled into a Python module: it downloads a model from
the hub that `HF_ENDPOINT` names, loads it and answers one question. Prints what it found as JSON on the last line.

    python gguf_llama.py OWNER/REPO[:TAG] [QUESTION]
"""

import ctypes
import hashlib
import json
import pathlib
import sys
import urllib.request

import xllamacpp

# Of b11549: bool common_params_parse(int, char **, common_params &, llama_example, void (*)(int, char **)).
PARSE = "_Z19common_params_parseiPPcR13common_params13llama_examplePFviS0_E"
ANY_PROGRAM = 0


def parse(arguments: list[str]) -> xllamacpp.CommonParams:
    """The parameters that llama.cpp makes of a command line. What `-hf` names is downloaded meanwhile."""
    params = xllamacpp.CommonParams()
    # The C++ structure lies behind the head that every Python object has.
    address = id(params) + object.__basicsize__
    params.n_predict = 4711
    if ctypes.c_int32.from_address(address).value != 4711:
        sys.exit("this release of xllamacpp keeps its parameters elsewhere")
    params.n_predict = -1
    function = getattr(ctypes.CDLL(xllamacpp.xllamacpp.__file__), PARSE)
    function.restype = ctypes.c_bool
    function.argtypes = [
        ctypes.c_int,
        ctypes.POINTER(ctypes.c_char_p),
        ctypes.c_void_p,
        ctypes.c_int,
        ctypes.c_void_p,
    ]
    words = [word.encode() for word in ["llama-server", *arguments]]
    vector = (ctypes.c_char_p * (len(words) + 1))(*words, None)
    if not function(len(words), vector, address, ANY_PROGRAM, None):
        sys.exit("llama.cpp refused")
    return params


def get(url: str, body: dict | None = None) -> dict:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"content-type": "application/json"})
    with urllib.request.urlopen(request, timeout=110) as answer:
        return json.load(answer)


def main() -> None:
    params = parse(["-hf", sys.argv[1], "-c", "512"])
    path = pathlib.Path(params.model.path)
    found = {"path": str(path), "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
    if len(sys.argv) > 2:
        params.port = 0
        params.n_parallel = 1
        server = xllamacpp.Server(params)
        url = server.listening_address
        props = get(f"{url}/props")
        found["props"] = {key: props.get(key) for key in ("chat_template", "bos_token", "eos_token")}
        found["meta"] = get(f"{url}/v1/models")["data"][0]["meta"]
        body = {
            "messages": [{"role": "user", "content": sys.argv[2]}],
            "max_tokens": 12,
            "temperature": 0,
        }
        found["answer"] = get(f"{url}/v1/chat/completions", body)["choices"][0]["message"]["content"]
    print(json.dumps(found), flush=True)


if __name__ == "__main__":
    main()
