"""What pages share in wording and figures: pure functions behind the template tags."""
