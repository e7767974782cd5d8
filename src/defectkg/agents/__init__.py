"""The graph for language models and other agents: the extra ``[agents]``."""
