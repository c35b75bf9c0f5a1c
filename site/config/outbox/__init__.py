"""The demo's sent mail, to be read in a browser. Production has no such page."""
