"""The centre: the hall's database, what terminals tell it and ask of it, and its pages."""

VERSION = "0.1.0"
