"""Giving, step by step, and a donation’s own pages."""
