"""Naming characters: character set, classifier, language model, decoding."""
