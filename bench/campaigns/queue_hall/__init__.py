"""A whole queue hall around the real centre: people, clerks, terminals and phones, for the load benchmark and for
`python main.py simulate hall`. The centre is reached over HTTP only.
"""
