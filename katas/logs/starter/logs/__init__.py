"""The composition root: the one place where the module's objects are built and joined."""
