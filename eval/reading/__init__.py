"""Labelled questions and clauses, and how well the reader reads them."""
