"""Makes mails out of what they say, and hands them to a mail server."""
