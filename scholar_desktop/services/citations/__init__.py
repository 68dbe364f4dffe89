"""Citations and references of papers, with the citing sentences."""
