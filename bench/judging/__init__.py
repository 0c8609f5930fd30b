"""The bars of the assessment: what is measured, and how."""
