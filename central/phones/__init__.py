"""Tickets on their holders' phones: where each stands, told to thousands of open pages by one look at the tables."""
