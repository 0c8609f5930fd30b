"""What the portal promises while something of it is killed, stopped, filled up or hangs."""
