"""Pure functions on strings: furniture, sentences, URLs, dates, numbers, language."""
