"""Practising: one exercise for each role, on a training call of one's own."""
