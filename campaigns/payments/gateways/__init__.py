"""Gateways: libraries that know a payment provider and nothing of campaigns."""
