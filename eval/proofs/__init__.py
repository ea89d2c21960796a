"""Proofs about the rule tables, for every set of facts and every day at once, by the SMT solver z3."""
