"""What a proponent suggests for the story of their campaign, and Redazione's answer."""
