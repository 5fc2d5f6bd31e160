"""Everything between this terminal and the centre: the journal goes up, the feed comes down, numbers are asked for.

`centre` is the HTTP client, `verdict` reads the answers, `up` and `down` are the two logs, `commands` carries out
what the feed orders. No part of a visit ever waits for it without a deadline.
"""
