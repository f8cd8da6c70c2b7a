// MPI as the runtime uses it: one communicator of its own.
#pragma once

#include <mpi.h>

namespace lfric {

// Starts MPI unless the program has, and takes a duplicate of the given communicator.
void start_parallel(MPI_Comm communicator);
void stop_parallel();
bool is_parallel_started();
MPI_Comm communicator();
int rank();
int rank_count();

} // namespace lfric
