"""Kinds of Python's own syntax nodes that are asked for together."""

from __future__ import annotations

import ast

Function = ast.FunctionDef | ast.AsyncFunctionDef
"""What `def` makes."""

Named = Function | ast.ClassDef
"""What a statement makes and names that has a body of its own."""

Body = Function | ast.Lambda
"""What runs when it is called."""
