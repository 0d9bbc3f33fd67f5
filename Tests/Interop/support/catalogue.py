"""A made-up catalogue: what a hub with many repos has, always the same for the same seed.

A few tags, owners and words are very frequent and most are rare, as on a busy hub; many numbers and times are the same,
so that orders have ties.
"""

import itertools
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field

KINDS = ("model", "dataset", "space")
CHUNK = 5_000

# The rules by which the facts are said to be derived: a hub of these rules leaves them alone.
FACTS_VERSION = 1
# Ids hold their time: milliseconds since this one, then 22 bits.
EPOCH = 1_704_067_200_000
HOUR = 3_600_000
SPAN_HOURS = 1_000 * 24

FAMILIES = [
    "bert", "llama", "Qwen2.5", "mistral", "gpt2", "whisper", "t5", "Phi", "gemma", "roberta", "falcon", "vit",
    "wav2vec2", "deberta", "mpnet", "opt", "bloom", "stable-diffusion", "flux", "clip", "xlm", "electra", "pegasus",
    "mamba", "granite", "olmo", "yolo", "sam", "detr", "gpt_neo", "codegen", "starcoder", "zephyr", "vicuna",
]  # fmt: skip
SIZES = ["base", "small", "large", "7b", "tiny", "1.5B", "13b", "xl", "70B", "350m", "mini", "medium", "8x7b"]
VARIANTS = [
    "instruct", "chat", "lora", "gguf", "awq", "finetuned", "sft", "dpo", "v2", "cased", "emotion", "qa", "fp16",
]  # fmt: skip
SUBJECTS = [
    "corpus", "reviews", "news", "math", "code", "dialog", "images", "speech", "wiki", "legal", "med", "qa_pairs",
]  # fmt: skip
LIBRARIES = ["transformers", "diffusers", "peft", "sentence-transformers", "timm", "spacy", "keras", "fastai", "mlx"]
PIPELINES = [
    "text-generation", "text-classification", "fill-mask", "text-to-image", "automatic-speech-recognition",
    "feature-extraction", "token-classification", "question-answering", "image-classification", "summarization",
    "translation", "text-to-speech", "object-detection", "zero-shot-classification", "reinforcement-learning",
]  # fmt: skip
LICENSES = [
    "apache-2.0", "mit", "other", "llama3", "cc-by-4.0", "openrail", "gpl-3.0", "bsd-3-clause", "cc0-1.0", "odbl",
]  # fmt: skip
LANGUAGES = ["en", "zh", "fr", "de", "es", "ja", "ko", "ru", "ar", "hi", "pt", "it", "vi", "tr", "pl", "nl", "sw", "is"]
APPS = ["vllm", "llama.cpp", "ollama", "lmstudio", "mlx-lm", "draw-things", "diffusionbee"]
PARAMETERS = [
    7_000_000_000, 109_514_298, 66_955_010, 8_030_261_248, 1_000_000_000, 494_032_768, 13_015_864_320, 22_713_216,
    70_553_706_496, 1_543_714_304, 334_000_000, 37_184_002, 3_212_749_824, 559_890_432, 14_770_033_664, 4_385_920,
    999_999_999, 1_000_000_001, 46_702_792_704, 405_853_388_800,
]  # fmt: skip
SIZE_CATEGORIES = ["n<1K", "1K<n<10K", "10K<n<100K", "100K<n<1M", "1M<n<10M", "10M<n<100M"]
SENTENCES = [
    "This model was trained on a large corpus.", "The dataset holds examples for training and evaluation.",
    "See the paper for details.", "Intended use: research.", "A demo of the model.",
]  # fmt: skip


@dataclass(slots=True)
class Owner:
    id: int
    name: str
    is_organization: bool


@dataclass(slots=True)
class Repo:
    id: int
    kind: str
    owner: Owner
    name: str
    created: int
    modified: int
    private: bool = False
    #: `false`, `auto` or `manual`.
    gated: str = "false"
    sdk: str | None = None
    downloads: int = 0
    downloads_all_time: int = 0
    likes: int = 0
    trending: int = 0
    used_storage: int = 0
    pipeline: str | None = None
    library: str | None = None
    parameters: int | None = None
    tags: list[str] = field(default_factory=list)
    #: Kind and name, as in `repo_links`.
    links: list[tuple[str, str]] = field(default_factory=list)
    properties: dict = field(default_factory=dict)
    body: str = ""

    @property
    def full_name(self) -> str:
        return f"{self.owner.name}/{self.name}"

    @property
    def key(self) -> str:
        return self.full_name.lower()

    @property
    def public_id(self) -> str:
        return f"{self.created // 1000:08x}{self.id:016x}"


class Skewed:
    """Draws values, the first ones most often."""

    def __init__(self, values, exponent: float = 1.0):
        self.values = list(values)
        self.weights = list(itertools.accumulate(1 / (n + 1) ** exponent for n in range(len(self.values))))

    def draw(self, chance: random.Random, count: int) -> list:
        return chance.choices(self.values, cum_weights=self.weights, k=count)


def word(number: int) -> str:
    """A made-up word for each number. None is another's beginning, and no stemmer finds an ending to take off."""
    syllables = []
    while number >= 0:
        number, digit = divmod(number, 75)
        syllables.append("bdfglmnprstvwzh"[digit // 5] + "aeiou"[digit % 5])
        number -= 1
    return "".join(syllables) + "k"


def rare_word(number: int) -> str:
    """A word that a few repos in a row have."""
    return "x" + word(number)


class Catalogue:
    """`count` repos of about `count / 12` owners."""

    #: Organizations by size: their private repos are what tests look for.
    LARGE, SMALL = "Big-Lab", "quiet.lab"

    def __init__(self, count: int, seed: int = 1):
        self.count = count
        self.chance = random.Random(f"{seed}/{count}")
        self.owners = [
            Owner(1_000_000 + n, self._owner_name(n), n % 3 == 0) for n in range(max(40, count // 12))
        ]  # fmt: skip
        self._owners = Skewed(self.owners, 0.8)
        self._families, self._sizes, self._variants = Skewed(FAMILIES), Skewed(SIZES, 0.7), Skewed(VARIANTS, 0.7)
        self._libraries, self._pipelines = Skewed(LIBRARIES, 1.4), Skewed(PIPELINES)
        self._licenses, self._languages, self._apps = Skewed(LICENSES), Skewed(LANGUAGES), Skewed(APPS)
        self._sizes_of_data, self._parameters = Skewed(SIZE_CATEGORIES, 0.5), Skewed(PARAMETERS, 0.7)
        # What people write into cards themselves: as many different tags as there are repos to a fifth.
        self._free = Skewed([f"topic-{word(n)}" for n in range(max(200, count // 5))], 0.9)
        self._datasets = Skewed([f"{word(n)}/Data-{n}" for n in range(max(100, count // 20))])
        self._bases = Skewed([f"{word(n)}/Base-{n}" for n in range(max(100, count // 30))])
        self._words = Skewed([word(n) for n in range(30_000)])

    @staticmethod
    def _owner_name(number: int) -> str:
        if number == 0:
            return Catalogue.LARGE
        if number == 30:
            return Catalogue.SMALL
        return word(number).capitalize() if number % 2 else f"{word(number)}-{number}"

    def chunks(self) -> Iterator[list[Repo]]:
        """All repos, a list at a time, in the order in which they were made."""
        for start in range(0, self.count, CHUNK):
            yield self._chunk(start, min(CHUNK, self.count - start))

    def _chunk(self, start: int, size: int) -> list[Repo]:
        chance = self.chance
        kinds = chance.choices(KINDS, weights=(60, 28, 12), k=size)
        owners = self._owners.draw(chance, size)
        parts = zip(
            self._families.draw(chance, size), self._sizes.draw(chance, size), self._variants.draw(chance, size),
            chance.choices("--_.", k=size), strict=True,
        )  # fmt: skip
        licenses, languages = self._licenses.draw(chance, size), self._languages.draw(chance, size)
        free = self._free.draw(chance, size * 3)
        words = self._words.draw(chance, size * 40)
        repos = []
        for n, (kind, owner, (family, scale, variant, mark)) in enumerate(zip(kinds, owners, parts, strict=True)):
            number = start + n
            hours = SPAN_HOURS * number // self.count
            created = EPOCH + (240 + hours) * HOUR
            repo = Repo(
                id=((created - EPOCH) << 22) | (number & 0x3FFFFF), kind=kind, owner=owner, created=created,
                name=self._name(kind, family, scale, variant, mark, number),
                modified=created + (0 if chance.random() < 0.4 else int(chance.random() ** 3 * 300) * 24 * HOUR),
            )  # fmt: skip
            repo.private = chance.random() < 0.05
            if chance.random() < 0.04 and kind != "space":
                repo.gated = "auto" if chance.random() < 0.5 else "manual"
            self._popularity(repo)
            tags = free[3 * n : 3 * n + int(chance.random() * 4)]
            license = licenses[n] if chance.random() < 0.85 else None
            spoken = {languages[n]} if chance.random() < 0.7 else set()
            if chance.random() < 0.15:
                spoken.add(languages[n - 1])
            getattr(self, f"_{kind}")(repo, tags, license, sorted(spoken))
            repo.body = self._body(repo, words[40 * n : 40 * n + 40], number)
            repos.append(repo)
        return repos

    @staticmethod
    def _name(kind: str, family: str, scale: str, variant: str, mark: str, number: int) -> str:
        code = f"{number * 7919 % 46_656_000:05x}"
        if kind == "dataset":
            return f"{SUBJECTS[number % len(SUBJECTS)]}_{family}{mark}{code}"
        if kind == "space":
            return f"{family}-demo-{code}"
        return f"{family}-{scale}{mark}{variant}-{code}"

    def _popularity(self, repo: Repo) -> None:
        chance = self.chance
        if repo.kind != "space":
            repo.downloads = int(10 ** (7 * chance.random() ** 3)) - 1
            repo.downloads_all_time = repo.downloads * 3
        repo.likes = int(10 ** (4 * chance.random() ** 4)) - 1
        if chance.random() < 0.2:
            repo.trending = int(10 ** (3 * chance.random() ** 2))
        repo.used_storage = int(10 ** (2 + 8 * chance.random()))

    # Tags in the order of the Hub

    def _model(self, repo: Repo, free: list[str], license: str | None, languages: list[str]) -> None:
        chance = self.chance
        [library], [pipeline] = self._libraries.draw(chance, 1), self._pipelines.draw(chance, 1)
        has_library, has_pipeline = chance.random() < 0.85, chance.random() < 0.75
        draw = chance.random()
        gguf = draw > 0.88
        formats = ["safetensors"] if draw < 0.65 else ["pytorch"] if draw < 0.75 else ["gguf"] if gguf else []
        repo.library = library if has_library else None
        repo.pipeline = pipeline if has_pipeline else None
        family = repo.name.split("-")[0].lower()
        tags = [*([library] if has_library else []), *formats]
        if library == "transformers" and has_library:
            tags.append(family)
        tags += [*([pipeline] if has_pipeline else []), *free, *languages]
        datasets = self._datasets.draw(chance, int(chance.random() * 1.6))
        tags += [f"dataset:{name}" for name in datasets]
        if chance.random() < 0.4:
            [base] = self._bases.draw(chance, 1)
            tags += [f"base_model:{base}", f"base_model:finetune:{base}"]
            repo.properties["baseModels"] = {"relation": "finetune", "models": [{"id": base}]}
        tags += [f"license:{license}"] if license else []
        if "transformers" in tags and chance.random() < 0.7:
            tags.append("endpoints_compatible")
        repo.tags = unique([*tags, "region:us"])
        if formats and formats != ["pytorch"]:
            [repo.parameters] = self._parameters.draw(chance, 1)
        if gguf:
            repo.links = [("app", app) for app in sorted(set(self._apps.draw(chance, 3)))]
            repo.properties["gguf"] = {"total": repo.parameters, "architecture": family, "context_length": 4096}
        elif repo.parameters:
            repo.properties["safetensors"] = {"parameters": {"BF16": repo.parameters}, "total": repo.parameters}
            if chance.random() < 0.3:
                repo.links = [("app", "vllm")]
        repo.properties |= self._card(free, license, languages, pipeline_tag=repo.pipeline, library_name=repo.library)
        if repo.library == "transformers":
            repo.properties["config"] = {"architectures": [f"{family.title()}Model"], "model_type": family}
            repo.properties["transformersInfo"] = {"auto_model": "AutoModel", "pipeline_tag": pipeline}
            if pipeline == "fill-mask":
                repo.properties |= {"mask_token": "[MASK]", "widgetData": [{"text": "Paris is the [MASK] of France."}]}

    def _dataset(self, repo: Repo, free: list[str], license: str | None, languages: list[str]) -> None:
        chance = self.chance
        draw = chance.random
        tasks = unique(self._pipelines.draw(chance, int(draw() * 2.5)))
        tags = [f"task_categories:{task}" for task in tasks]
        for name, values, share in (
            ("task_ids", ["sentiment-analysis", "language-modeling", "open-domain-qa"], 0.15),
            ("annotations_creators", ["expert-generated", "crowdsourced", "found"], 0.2),
            ("language_creators", ["crowdsourced", "found", "machine-generated"], 0.2),
            ("multilinguality", ["monolingual", "multilingual", "translation"], 0.25),
        ):
            tags += [f"{name}:{values[int(draw() * len(values))]}"] if draw() < share else []
        tags += [f"language:{language}" for language in languages]
        tags += [f"license:{license}"] if license else []
        tags += [f"size_categories:{self._sizes_of_data.draw(chance, 1)[0]}"] if draw() < 0.8 else []
        tags += [f"format:{'parquet' if draw() < 0.6 else 'json'}", "modality:text"] if draw() < 0.9 else []
        tags += ["library:datasets", *(["library:pandas"] if draw() < 0.7 else [])]
        tags += ["benchmark:official"] if draw() < 0.002 else []
        repo.tags = unique([*tags, *free, "region:us"])
        repo.properties |= self._card(free, license, languages, task_categories=tasks or None)
        if draw() < 0.1:
            repo.properties |= {"description": f"About {repo.name}.", "citation": "@misc{x}", "paperswithcode_id": "x"}
        repo.properties["mainSize"] = repo.used_storage

    def _space(self, repo: Repo, free: list[str], license: str | None, languages: list[str]) -> None:
        chance = self.chance
        repo.sdk = chance.choices(["gradio", "static", "docker", "streamlit"], weights=(6, 2, 2, 1))[0]
        repo.tags = unique([repo.sdk, *free, "region:us"])
        repo.properties |= self._card(free, license, None, sdk=repo.sdk)
        for kind, names, share in (("model", self._bases, 0.3), ("dataset", self._datasets, 0.1)):
            if chance.random() < share:
                linked = unique(names.draw(chance, 2))
                repo.links += [(kind, name.lower()) for name in linked]
                repo.properties[f"{kind}s"] = linked

    @staticmethod
    def _card(tags, license, languages, **more) -> dict:
        card = {"tags": tags or None, "license": license, "language": languages or None, **more}
        card = {key: value for key, value in card.items() if value is not None}
        return {"cardData": card} if card else {}

    def _body(self, repo: Repo, words: list[str], number: int) -> str:
        rare = [rare_word(number // 20)] if number % 5 == 0 else []
        sentence = SENTENCES[int(self.chance.random() ** 2 * len(SENTENCES))]
        return f"# {repo.name}\n\n{sentence}\n\n{' '.join(words)} {' '.join(rare)}\n"


def unique(values) -> list:
    return list(dict.fromkeys(values))


def property_text(value) -> str:
    """As `repo_properties` holds it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def indexed_words(text: str) -> str:
    """An identifier as full text holds it: the whole, and its parts."""
    parts = "".join(" " if letter in "/-_.:" else letter for letter in text)
    return text if parts == text else f"{text} {parts}"
