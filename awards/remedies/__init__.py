"""After the letters: explanations of a decision (debriefs), and complaints about it."""
