"""What is looked at before a page is published, whichever way it is."""
