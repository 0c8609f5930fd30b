"""What authorities set out to do, and how far they are: targets, agendas and agreements."""
