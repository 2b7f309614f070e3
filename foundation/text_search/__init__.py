"""How Chinese and Latin text is cut into words for the engines' full-text indexes. Knows no table."""
