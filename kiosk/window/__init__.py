"""A terminal at a counter, facing the citizen: who serves, whom, and the rating afterwards; and the clerk's box.

feed row "counter" -> `window` -> `flow` (pure) -> view on the glass, rating in the journal, deed at the centre.
"""
