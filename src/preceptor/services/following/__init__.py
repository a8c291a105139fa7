"""What follows from a publication."""
