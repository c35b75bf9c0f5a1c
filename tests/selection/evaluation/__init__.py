"""The commission, the scores and the minutes."""
