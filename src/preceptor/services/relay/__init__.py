"""Brings notices from the outbox to the mail server."""
