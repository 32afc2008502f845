from __future__ import annotations

collect_ignore = ["fixtures"]  # services to be audited, with tests of their own that nobody runs
