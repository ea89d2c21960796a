"""The rule check: facts in, verdict out, in three-valued logic with a trace."""
