"""What is compiled once is compiled before the first question."""

from __future__ import annotations

from datetime import date

from assistant.pipeline import _warm
from assistant.reader import patterns
from assistant.reader.quarantine import read_deal
from assistant.rules.program import compile_program
from assistant.rules.screen import screen
from corpus import Corpus


def test_the_first_question_finds_everything_compiled(corpus: Corpus) -> None:
    patterns._compiled.cache_clear()
    _warm(corpus)
    before = (patterns._compiled.cache_info().misses, compile_program.cache_info().misses)
    read_deal(corpus, "We buy 30% of a Chengdu firm. 我们收购成都公司30%股权。", date.today())
    screen(corpus, {"us_person": True}, date.today())
    assert (patterns._compiled.cache_info().misses, compile_program.cache_info().misses) == before
