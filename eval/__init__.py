"""Gold sets, metrics, the harness and its report: the scores a release is held to."""
