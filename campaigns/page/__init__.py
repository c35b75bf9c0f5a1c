"""The page of a campaign: its form in the admin, its guards, what readers see."""
