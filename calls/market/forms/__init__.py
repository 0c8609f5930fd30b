"""Input into clean values, for the public and for officers."""
