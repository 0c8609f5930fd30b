"""Deadline night on two cores: a crowd that reads, writes, uploads and sends, and the verdict."""
