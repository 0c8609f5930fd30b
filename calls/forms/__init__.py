"""What officers and holders type, into clean values."""
