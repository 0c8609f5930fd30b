"""Reports on schedule: a selection of calls, told every month, quarter or year, and kept."""
