"""What hidden tests say: any text, save what is left to the trainee."""

from hypothesis import strategies as st

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufeff"), max_size=40)
"""Lone surrogates and the mark of byte order are left to the trainee."""
