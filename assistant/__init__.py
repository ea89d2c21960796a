"""From a question to a checked, cited answer: reading, rule check, writing, gate, API and web chat."""
