"""What follows an award of a partnership: stages, going on or ending, buying within terms."""
