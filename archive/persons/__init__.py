"""What a person may ask about the own data: a copy of it, and to be erased (AVG, 15, 17 and 20)."""
