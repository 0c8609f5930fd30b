"""Co-funding: a ministry pays part of the research and development of an authority's call."""
