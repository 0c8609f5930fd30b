"""One phase's process as OCDS 1.1.5: what each event made public, and nothing else (decision 330).

Amounts are euro including VAT, moments are in UTC.
"""
