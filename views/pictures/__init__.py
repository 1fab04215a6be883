"""Pictures as vector graphics inside a page, each with its words beside it."""
