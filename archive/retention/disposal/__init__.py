"""One module for each category that goes by a list: what is due, what holds it, how it goes."""
