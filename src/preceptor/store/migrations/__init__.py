"""Alembic's migrations of the schema; `preceptor.store.schema.upgrade` runs them."""
