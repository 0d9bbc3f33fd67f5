"""embed.py LIBRARY SOURCE SENTENCE: prints the sentence's vector as JSON. SOURCE is a folder or a repo id."""

import json
import sys


def with_transformers(source: str, sentence: str) -> list[float]:
    import torch
    from transformers import AutoConfig, AutoModel, AutoTokenizer

    assert AutoConfig.from_pretrained(source).hidden_size == 384
    tokenizer = AutoTokenizer.from_pretrained(source)
    model = AutoModel.from_pretrained(source)
    with torch.no_grad():
        return model(**tokenizer(sentence, return_tensors="pt")).last_hidden_state.mean(dim=1)[0].tolist()


def with_sentence_transformers(source: str, sentence: str) -> list[float]:
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(source, device="cpu").encode(sentence).tolist()


if __name__ == "__main__":
    library, source, sentence = sys.argv[1:]
    embed = {"transformers": with_transformers, "sentence_transformers": with_sentence_transformers}[library]
    print(json.dumps(embed(source, sentence)))
