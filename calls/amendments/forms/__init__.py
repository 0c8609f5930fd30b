"""Forms of an amendment: what it says, and one for each part of the terms."""
