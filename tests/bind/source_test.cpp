// Sources: what the writers put into the files.
