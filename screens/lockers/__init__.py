"""The screens of a cabinet of pickup lockers: one module and one .kv each, and the words they say (`*_words`, pure)."""
