"""How an older database becomes that of today, by Alembic."""
