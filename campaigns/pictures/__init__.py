"""The library of pictures: crops, credits, releases."""
