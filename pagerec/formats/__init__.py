"""Ways to save what was read: text, JSON, hOCR, ALTO, PAGE XML, Markdown, HTML, tables, Word, searchable PDF."""
