"""Reading files that people bring: CSV, JSON and XLSX become rows of text with their line."""
