"""What leaves for other programs: tables, calendars and diagrams."""

#: The tables that there are to export.
TABLES = ("obligations", "pairings", "observations", "certifications", "retrospectives", "recommendations", "people")
