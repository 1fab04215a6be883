"""What a kata's author runs: do right designs pass, and are wrong ones caught for the right reason?"""
