// Plans: who passes what, and what is skipped.
