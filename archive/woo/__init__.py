"""Requests under the Open Government Act (Woo): what is disclosed, what not, and why (REQ-26)."""
