"""What grades for many: bytes in, bytes out; workers of this machine, or of a Dask cluster."""
