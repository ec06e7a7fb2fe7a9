"""The command `explain`: what it reads, how it judges, what it prints."""
