"""Lexicon, query compiler, index, ranking, suggestions, judging. The only place that imports Whoosh."""
