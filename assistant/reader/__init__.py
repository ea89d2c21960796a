"""From words to facts: bilingual patterns with negation scope, numbers, dates and places."""
