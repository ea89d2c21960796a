"""Benchmarks: run by hand, never as a timed test."""
