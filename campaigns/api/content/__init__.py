"""The content API: Wagtail's, version 2, with everything that pages show."""
