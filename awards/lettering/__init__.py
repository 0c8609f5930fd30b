"""The texts of letters: standard ones that ship with the portal, and versions of an authority."""
