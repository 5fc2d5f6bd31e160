"""The parts that screens are made of. A part knows colours and sizes from its .kv, and no view."""
