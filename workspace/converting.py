"""What keeps git from changing a byte of what it stores or checks out."""

from __future__ import annotations

VERBATIM = "* -text -eol -crlf -ident -filter -working-tree-encoding"
"""A line of `info/attributes`, which counts more than any other attribute and any setting of a person."""
