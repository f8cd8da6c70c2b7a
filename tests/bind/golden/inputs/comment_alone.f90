! Nothing but this line.
