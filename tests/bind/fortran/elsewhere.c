/* A function whose Fortran nobody has. */
double elsewhere_(int *n) { return *n; }
