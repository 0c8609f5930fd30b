"""The machine around the portal: setup, database, demo and checks. Nothing here is deployed."""
