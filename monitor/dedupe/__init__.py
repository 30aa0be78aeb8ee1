"""First telling, revision or copy: what was seen before."""
