"""Retrospectives: from the first note to implemented recommendations."""
