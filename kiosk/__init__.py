"""The terminal's rules: visits, flows, tickets, journal, sync. It knows devices only by what they can do and what
they tell."""
