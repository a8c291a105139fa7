"""Turns records into text that people and other programs read."""
