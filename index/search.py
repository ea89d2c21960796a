"""Search over the provisions: typed citations, words and meaning, fused, with filters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Literal

from corpus.model import Corpus, Jurisdiction, Provision
from index import manifest as manifests
from index.build import CONTEXT_FOLDER, DENSE_FILE, LEXICAL_FOLDER
from index.chunks import series
from index.citations import CitationFinder, Citations
from index.context import Context
from index.context_store import open_context
from index.dense import Dense
from index.embedders import Embedder
from index.errors import IndexMismatch, IndexMissing, IndexProblem
from index.filters import Filters, Mask
from index.lexical import Lexical
from index.links import Links
from index.manifest import Manifest
from index.ranking import Arrays, Pool, Ranker, Surroundings, Tuning
from index.token_models import named, token_model

Relation = Literal["parent", "term", "reference", "cited_by", "child"]


@dataclass(frozen=True, slots=True)
class Hit:
    """One search result."""

    provision_id: str
    rank: int  # from 1
    score: float  # 0..1 from fusion; 1 for a typed citation
    parts: dict[str, float] = field(default_factory=dict)  # lexical, dense, citation, included


@dataclass(frozen=True, slots=True)
class Related:
    """A provision one step away, and by which road."""

    provision_id: str
    relation: Relation


@dataclass(frozen=True, slots=True)
class _Places:
    """Rows of one search that have a place of their own."""

    cited: list[int]  # come first
    wanted: list[int]  # must be among the results


class Index:
    """An open index; every method may be called from many threads at once."""

    def __init__(self, corpus: Corpus, embedder: Embedder, manifest: Manifest, arrays: Arrays) -> None:
        self.manifest = manifest
        self.tuning = Tuning()
        self._corpus = corpus
        self._ids = tuple(manifest.chunks)
        self._rows = {pid: row for row, pid in enumerate(self._ids)}
        held = [corpus.provisions[pid] for pid in self._ids]
        self._filters = Filters(held)
        self._citations = CitationFinder(corpus)
        self._ranker = Ranker(arrays, self._surroundings(held), embedder, corpus.terms)

    @classmethod
    def open(cls, folder: Path, corpus: Corpus, embedder: Embedder, tuning: Tuning | None = None) -> Index:
        """Open the index of a folder.

        Raises `IndexMissing` when there is none and `IndexMismatch` when it was built from another
        corpus, embedder or chunker.
        """
        manifest = manifests.read(folder)
        manifest.check(folder, corpus, embedder)
        try:
            arrays = read_arrays(folder, manifest)
        except IndexProblem:
            raise
        except (OSError, RuntimeError, ValueError) as error:
            manifest, stale = manifests.read(folder), manifest
            if manifest.data == stale.data:
                raise IndexMissing(folder, "the arrays of the index cannot be read.") from error
            # A build replaced the index between the two reads.
            manifest.check(folder, corpus, embedder)
            arrays = read_arrays(folder, manifest)
        index = cls(corpus, embedder, manifest, arrays)
        index.tuning = tuning or index.tuning
        return index

    def _surroundings(self, held: Sequence[Provision]) -> Surroundings:
        """Link each provision with its neighbours and with those that refer to it or use a term of it."""
        users: dict[str, list[str]] = {}
        for provision in held:
            for term in provision.terms:
                users.setdefault(term, []).append(provision.id)
        pointing = ((*self._corpus.cited_by.get(p.id, ()), *users.get(p.id, ())) for p in held)
        references = Links.of(self._known(ids) for ids in pointing)
        return Surroundings(Links.between_neighbours([series(p) for p in held]), references)

    def __len__(self) -> int:
        return len(self._ids)

    def citations(self, query: str, as_of: date | None = None) -> Citations:
        """Return the citations typed in a query: what they name and which name nothing."""
        return self._citations.find(query, as_of)

    def only_cites(self, query: str, citations: Citations) -> bool:
        """Tell whether a query names provisions by number and is about nothing else."""
        spans = [cited.span for cited in citations.cited]
        return bool(spans) and not self._ranker.says_more(query, spans)

    def search(  # noqa: PLR0913  # each filter is one thing a caller may ask for
        self,
        query: str,
        k: int = 10,
        *,
        as_of: date | None = None,
        jurisdiction: Jurisdiction | None = None,
        province: str | None = None,
        lexical_weight: float | None = None,
        include: Iterable[str] = (),
        tuning: Tuning | None = None,
    ) -> list[Hit]:
        """Return the `k` best provisions for a query, best first.

        Provisions the query cites come first, whatever the filters say: who asks for a lapsed item by
        number wants that item. Those in `include` are always among the results, in place of the last
        ones if need be; more than `k` hits come back only when both together exceed `k`.
        Raises `ValueError` for a `k` below 1 or a weight outside 0..1.
        """
        if k < 1:
            raise ValueError(f"k must be at least 1, not {k}.")
        tuning = tuning or self.tuning
        if lexical_weight is not None:
            tuning = replace(tuning, lexical_weight=lexical_weight)
        citations = self.citations(query, as_of) if tuning.citations else Citations()
        if self.only_cites(query, citations):
            tuning = replace(tuning, lexical_weight=1.0)  # the number has decided; nothing is left to mean
        pinned = _Places(self._known(citations.ids), self._known(include))
        mask = self._filters.mask(as_of, jurisdiction, province)
        pool = self._ranker.pool(query, tuning, mask, (*pinned.cited, *pinned.wanted))
        order = _order(pool, pinned, mask, k)
        return [self._hit(rank, place, pool, pinned) for rank, place in enumerate(order, start=1)]

    def related(self, provision_id: str) -> list[Related]:
        """Return what is one step from a provision: its parent, definitions, references both ways, children.

        Raises `KeyError` for an identifier the corpus does not hold.
        """
        found: dict[str, Related] = {}
        for relation, ids in self._steps(provision_id):
            for pid in ids:
                if pid in self._rows and pid != provision_id:
                    found.setdefault(pid, Related(pid, relation))
        return list(found.values())

    def _steps(self, provision_id: str) -> Iterator[tuple[Relation, Sequence[str]]]:
        provision = self._corpus.provisions[provision_id]
        yield "parent", (provision.parent,) if provision.parent else ()
        yield "term", provision.terms
        yield "reference", provision.refs
        yield "cited_by", self._corpus.cited_by.get(provision_id, ())
        yield "child", self._corpus.children.get(provision_id, ())

    def _known(self, ids: Iterable[str]) -> list[int]:
        return [self._rows[pid] for pid in dict.fromkeys(ids) if pid in self._rows]

    def _hit(self, rank: int, place: int, pool: Pool, pinned: _Places) -> Hit:
        row = int(pool.rows[place])
        parts = {"lexical": float(pool.fused.lexical[place]), "dense": float(pool.fused.dense[place])}
        if row in pinned.cited:
            parts["citation"] = 1.0
        if row in pinned.wanted:
            parts["included"] = 1.0
        score = 1.0 if row in pinned.cited else float(pool.fused.score[place])
        return Hit(self._ids[row], rank, score, parts)


def read_arrays(folder: Path, made: Manifest) -> Arrays:
    """Open the arrays of an index folder; the token model is loaded when the first question comes."""
    data = folder / made.data
    return Arrays(Lexical.load(data / LEXICAL_FOLDER), Dense.load(data / DENSE_FILE), _context(folder, made))


def _context(folder: Path, made: Manifest) -> Context | None:
    model = token_model(made.token_model.split()[0]) if made.token_model else None
    if model is None:
        return None
    if made.token_model != named(model):
        raise IndexMismatch(folder, "token model", made.token_model, named(model))
    return open_context(folder / made.data / CONTEXT_FOLDER, model)


def _order(pool: Pool, pinned: _Places, mask: Mask | None, k: int) -> list[int]:
    """Return places of the pool: what is cited, then by score, with room kept for what is wanted."""
    place = {int(row): i for i, row in enumerate(pool.rows)}
    first = [place[row] for row in pinned.cited]
    kept = {place[row] for row in pinned.wanted} - set(first)
    room = max(k - len(first) - len(kept), 0)
    rest: list[int] = []
    for i in map(int, pool.fused.order):
        if i in kept:
            rest.append(i)
        elif room > 0 and i not in first and (mask is None or mask[pool.rows[i]]):
            rest.append(i)
            room -= 1
    return first + rest
