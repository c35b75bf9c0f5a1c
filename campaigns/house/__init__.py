"""The house style of what leaves the site: letters, papers, queued mail."""
