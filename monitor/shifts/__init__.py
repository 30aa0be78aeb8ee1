"""From sentences to claims, and from claims to shifts of a story."""
