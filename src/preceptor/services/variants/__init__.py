"""What teams do differently."""
