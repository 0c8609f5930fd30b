"""The read API, /api/v1: what the public pages show, for programs (decision 331)."""
