"""Campaigns in lists: cards, filters, orders."""
