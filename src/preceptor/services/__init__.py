"""What preceptor does, one function per use case: load, ask the model, commit."""
