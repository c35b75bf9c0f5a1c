"""How stories are written, checked, approved, corrected and suggested to Redazione."""
