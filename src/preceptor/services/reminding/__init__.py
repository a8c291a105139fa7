"""Reminders: who is told of what they owe, when, and by which mail."""
