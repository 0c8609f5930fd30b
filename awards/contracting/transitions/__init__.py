"""Every change of the state of a payment, a change of a contract, and its early end."""
