"""What every package may use: errors, folders, and the text of strangers made visible."""
