"""“Also for us”: authorities that want what was made for another one."""
