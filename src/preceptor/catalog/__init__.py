"""Reads process and lifecycle definitions from files, and says everything that is wrong with them."""
