"""The names of the two workflows of a campaign page, and what happens at their end."""
