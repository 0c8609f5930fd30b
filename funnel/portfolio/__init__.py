"""All calls together: selections, totals, saved views, comparing, the picture and the data."""
