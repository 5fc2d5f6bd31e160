"""Links that a simulated device can be reached by: a pseudo-terminal with a stable name, a TCP port."""
