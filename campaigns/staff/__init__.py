"""What the pages of every room in the admin share."""
