"""How Alembic runs here: inside the transaction of `preceptor.store.schema.upgrade`, and in no other way."""

from alembic import context

from preceptor.store.indexes import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    # SQLite's DDL is transactional where transactions are begun by hand, as they are here.
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
