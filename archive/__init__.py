"""What stays, how long, and who may have it: reads every room, is read by the demo alone."""
