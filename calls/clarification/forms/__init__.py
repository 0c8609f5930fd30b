"""Forms of the asker and of the desk."""
