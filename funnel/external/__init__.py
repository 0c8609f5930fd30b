"""Calls that were run outside the portal: registered by hand or taken in from a file."""
