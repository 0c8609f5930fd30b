"""The start page of a company: what needs it, what is due when, what it sent and got."""
