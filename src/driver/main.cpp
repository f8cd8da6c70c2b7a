// The isotach program.

#include "driver/commands.h"

int main(int argc, char** argv) { return isotach::run_command_line({argv + 1, argv + argc}); }
