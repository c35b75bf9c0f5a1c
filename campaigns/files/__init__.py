"""Files that people upload: checked, cleaned, given out in private."""
