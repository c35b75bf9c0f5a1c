"""The staff's pages of the selection, in Wagtail's admin."""
