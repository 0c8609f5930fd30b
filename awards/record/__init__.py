"""The record of a call: report of article 84, award notice, and package for the archive."""
