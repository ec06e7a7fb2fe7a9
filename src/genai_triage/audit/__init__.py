"""`genai-triage audit`: proves on the user's own program that no prompt, answer or key is exported."""
