"""The contract itself: its text, the PDF that both sides sign, payments, changes and its end."""
