"""Open data: what anybody may re-use, in tables without a person in them."""
