"""Reads and checks what a kata is made of: katas/, stages/, reference/ and ebook/."""
