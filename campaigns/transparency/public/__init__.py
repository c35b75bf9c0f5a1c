"""What anybody can check: where the money is, why a project got what it got, what proves it."""
