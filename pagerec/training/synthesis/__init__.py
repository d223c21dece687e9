"""Pages made of text and fonts: composed, set, drawn, degraded, and cut into labelled cells."""
