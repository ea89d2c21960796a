"""ObliQA, a public benchmark: questions about the rules of a financial centre, searched by the same code.

Gokhan et al., "RIRAG: Regulatory Information Retrieval and Answer Generation" (2024): 40 documents in
numbered passages, questions with the passages that answer them.
"""
