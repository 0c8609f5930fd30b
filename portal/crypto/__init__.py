"""The cryptography of the vault: pure functions over bytes, without models or requests.

docs/decisions/0003-sealing.md says in words what these modules do, why, and where it stops.
Read them in this order: `chunks`, `boxes`, `shares`, `passphrase`, `change_code`, then
`sealing` and `ceremony`, which put them together.
"""
