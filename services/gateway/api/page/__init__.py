"""The page at /: its own files, no script or style from elsewhere."""
