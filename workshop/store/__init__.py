"""The database: the only truth of a workshop. Tables, migrations, and how they are read and written."""
