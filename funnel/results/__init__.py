"""What came of it: the public page of results, from the portal and from before it."""
