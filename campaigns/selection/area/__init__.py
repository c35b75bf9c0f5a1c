"""The proponents' own pages: "I miei progetti"."""
