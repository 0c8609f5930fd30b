"""What is due to be destroyed, what holds it, and the proof that it was done (REQ-25)."""
