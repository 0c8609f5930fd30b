"""What this room keeps itself."""

from portal.keeping import Category

CATEGORIES: list[Category] = []
