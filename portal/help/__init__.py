"""The manuals of each role, beside the pages that they explain."""
