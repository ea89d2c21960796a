"""What the law says and since when, as data a lawyer can read, with the loader that checks it."""

from corpus.errors import CorpusError
from corpus.load import load
from corpus.model import Corpus

__all__ = ["Corpus", "CorpusError", "load"]
