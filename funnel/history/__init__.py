"""Figures per year from before the portal, as they were published, with source and edition."""
