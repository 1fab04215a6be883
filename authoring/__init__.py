"""What a kata's author runs: are right designs passed, wrong ones caught, always, and for the right reason?"""
