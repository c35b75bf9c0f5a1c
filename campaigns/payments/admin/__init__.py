"""What finance sees and does in the admin, one module a subject."""
