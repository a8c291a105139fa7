"""Recommendations: from the write-up that they stand in to what was done, and what they have in common."""
