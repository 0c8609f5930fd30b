"""The name, colour, languages and letter head of an authority."""
