"""`genai-triage doctor`: looks at what observes a program, and at the way of its telemetry, and says what to mend.

The program itself is never run: its interpreter is asked, in a process of its own, what is installed for it.
"""
