"""Scenarios: a call, its campaigns and their donations, read from a file and replayed."""
