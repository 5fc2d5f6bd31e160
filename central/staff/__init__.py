"""The people who work in the hall: their accounts and sessions, and who sits at which counter from when to when."""
