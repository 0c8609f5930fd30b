"""Plays a case through the functions that the pages use, one moment after the other.

Every move looks at the rows first and does only what is still to be done, so that it can follow a
person who did part of it by hand.
"""
