"""What people make of finished retrospectives: whether they were useful, what to read, and what was learnt."""
