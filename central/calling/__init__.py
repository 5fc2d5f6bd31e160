"""What a counter does with the people of its queue. `Act` is one deed, a transaction's whole work.

page or window terminal -> Act (the turn, the clerk) -> placing (who comes) and leaving (who goes) -> tickets, deeds
"""

from central.calling.act import Act
from central.calling.transfer import Transfer

__all__ = ["Act", "Transfer"]
