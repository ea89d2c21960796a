"""The public routes, one subject each; they translate between HTTP and the rest, and decide nothing."""
