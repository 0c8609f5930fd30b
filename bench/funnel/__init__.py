"""Calls by the thousand with their offers, and what their figures cost."""
