"""What keeps contracts from being concluded: proceedings in court, and letters that came back."""
