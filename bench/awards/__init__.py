"""The bars of letters: right, fast enough, and whole whatever is killed."""
