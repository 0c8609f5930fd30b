"""Talks about offers, each with one party apart."""
