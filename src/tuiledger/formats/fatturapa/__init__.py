"""FatturaPA, the Italian e-invoice: what it is wrapped in, what it says, and what the exchange system answers.

A file goes through :mod:`classify`, :mod:`containers` (archives), :mod:`envelopes` (signatures) and :mod:`read`, in
that order; :mod:`messages` reads the receipts of the exchange system (SdI).
"""
