"""What the editor of calls keeps beside the call: a version per step, and what is not right yet."""
