"""What the process knows, apart from any clock, file or database: frozen, keyword-only dataclasses."""
