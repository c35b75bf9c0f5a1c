"""A payment provider for demo and tests: speaks Stripe's wire format on loopback, moves no money.

It is a program of its own (``python -m campaigns.payments.sandbox``) and imports nothing else of
the project, so that the platform can only meet it as it meets Stripe: over HTTP.
"""

API_VERSION = "2026-10-28.endive"
