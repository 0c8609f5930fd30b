"""What changes after the letters: reserves called up, decisions reinstated, awards that lapse."""
