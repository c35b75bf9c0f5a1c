"""What other sites show of ours: pictures, cards, structured data, feeds, the list of pages."""
