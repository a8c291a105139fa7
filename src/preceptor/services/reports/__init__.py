"""Reports: what the record says about processes, teams and learning, counted and put side by side."""
