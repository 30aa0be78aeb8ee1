"""From a feed's URL to raw articles: parse, fetch, schedule, poll."""
