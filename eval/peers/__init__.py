"""Side by side: the same questions over the same corpus, asked of other libraries' default pipelines."""
