"""Reads write-ups: Markdown from anywhere becomes data with places."""
