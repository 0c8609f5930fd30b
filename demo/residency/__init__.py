"""A made-up round of Startup in Residence, from its case file to the residency and a purchase."""
