"""Question sets: own gold over the provisions in force, and ObliQA over its passages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from corpus import load
from corpus.model import Corpus
from eval.bench import retrieval
from eval.bench.measures import PerQuery
from eval.bench.obliqa import searching
from eval.bench.obliqa.chunking import chunks_of
from eval.bench.obliqa.data import Passage, read_documents, read_questions
from eval.bench.sample import drawn
from eval.errors import EvalError
from eval.gold_search import SearchCase, Wanted, load_search_gold, unknown_answers
from eval.peers.ground import Document, Ground, Question, Search, Searches
from index import Index
from index.chunks import chunks
from index.filters import Filters
from index.ranking import Tuning
from index.settings import index_folder, token_model_name
from index.token_models import token_model

Found = Mapping[str, Sequence[str]]  # question id: documents, best first
BARE = Tuning(  # vectors alone
    lexical_weight=0, context=0, neighbours=0, references=0, expansion=0, citations=False
)
MODES: Mapping[str, Tuning] = {"dense": BARE, "hybrid": Tuning()}


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Questions, the documents they are asked of, how answers are scored, and our own search over them."""

    name: str
    documents: tuple[Document, ...]
    questions: tuple[Question, ...]
    score: Callable[[Found], PerQuery]
    ours: Callable[[Ground], Searches]


def own(wanted: Wanted, sample: int = 0) -> QuestionSet:
    """Return own gold, asked of all provisions in force on the day of the questions.

    Raises `EvalError` if the gold is wrong or its questions are of several days.
    """
    corpus = load()
    cases = drawn(load_search_gold("retrieval", wanted), sample)
    for problem in unknown_answers(cases, corpus.provisions):
        raise problem
    day = _day(cases)
    return QuestionSet(
        name=wanted,
        documents=in_force(corpus, day),
        questions=tuple(Question(case.id, case.question, case.lang) for case in cases),
        score=lambda found: retrieval.score(cases, found),
        ours=lambda ground: _own_search(corpus, day, ground),
    )


def obliqa(documents: Path, questions: Path, sample: int = 0) -> QuestionSet:
    """Return ObliQA's questions, asked of its passages that have words.

    Raises `EvalError` if the files cannot be used.
    """
    passages = read_documents(documents)
    asked = drawn(read_questions(questions, passages).all, sample)
    pieces = chunks_of(passages)
    return QuestionSet(
        name="obliqa",
        documents=tuple(Document(piece.provision_id, piece.text) for piece in pieces),
        questions=tuple(Question(question.id, question.text, "en") for question in asked),
        score=lambda found: searching.score(asked, {qid: list(ids) for qid, ids in found.items()}),
        ours=lambda ground: _passage_search(passages, ground),
    )


def in_force(corpus: Corpus, day: date) -> tuple[Document, ...]:
    """Return the provisions in force on a day, each as the text that our own index embeds."""
    pieces = chunks(corpus)
    mask = Filters([corpus.provisions[piece.provision_id] for piece in pieces]).mask(day)
    kept = (piece for row, piece in enumerate(pieces) if mask is None or mask[row])
    return tuple(Document(piece.provision_id, piece.text) for piece in kept)


def _day(cases: Sequence[SearchCase]) -> date:
    days = {case.as_of for case in cases}
    if len(days) != 1:
        raise EvalError(
            f"The questions are of {len(days)} days, but the other systems index one. Give them one day."
        )
    return days.pop()


def _own_search(corpus: Corpus, day: date, ground: Ground) -> Searches:
    """Open our index once a mode: it remembers questions' vectors, and must not owe one to the other mode."""

    def opened(tuning: Tuning) -> Search:
        index = Index.open(index_folder(), corpus, ground.embedding.embedder, tuning)
        return lambda question: [hit.provision_id for hit in index.search(question, as_of=day)]

    return {mode: opened(tuning) for mode, tuning in MODES.items()}


def _passage_search(passages: Sequence[Passage], ground: Ground) -> Searches:
    """Index the passages once a mode, for the same reason."""

    def built(tuning: Tuning) -> Search:
        embedding = ground.embedding
        tokens = token_model(token_model_name())
        search = searching.PassageSearch.build(
            passages, embedding.embedder, embedding.folder, token_model=tokens
        )
        return lambda question: search.search(question, tuning)

    return {mode: built(tuning) for mode, tuning in MODES.items()}
