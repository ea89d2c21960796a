"""From a screening or a look-up to a checked, cited answer."""
