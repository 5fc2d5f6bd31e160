"""A cabinet's visit as rules: (state, what happened, what stands around it) -> (state, what is to be done). Pure.

`state`, `happenings`, `effects` and `around` are its values; `step` hands each happening to the scene where the visit
stands, one module a scene or two; `allowed` says how long a scene may stand; `show` makes the view. Nothing here knows
a board, a reader, the journal or the time: kiosk/lockers/duty.py does.
"""
