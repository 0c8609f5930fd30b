"""What the bars of the issue on offers measure, each part in a module of its own."""
