"""Which files a run looks at, and what is in them. Nothing here knows of syntax."""
