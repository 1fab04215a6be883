"""The book on a terminal, as one page, and as an EPUB."""
