// Start and end of MPI, and the end of all ranks on an error.
#include "parallel.h"

#include <cstdio>
#include <cstdlib>

#include "errors.h"

namespace lfric {
namespace {
MPI_Comm own = MPI_COMM_NULL;
bool initialised_here = false;
} // namespace

void start_parallel(MPI_Comm given) {
  int running = 0;
  MPI_Initialized(&running);
  if (!running) {
    int provided = 0;
    MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &provided);
    initialised_here = true;
  }
  if (own == MPI_COMM_NULL) MPI_Comm_dup(given, &own);
}

void stop_parallel() {
  if (own != MPI_COMM_NULL) MPI_Comm_free(&own);
  own = MPI_COMM_NULL;
  if (initialised_here) MPI_Finalize();
  initialised_here = false;
}

bool is_parallel_started() { return own != MPI_COMM_NULL; }

MPI_Comm communicator() {
  if (own == MPI_COMM_NULL)
    fail("lfric runtime", "used before its start; call lfric_start of lfric_setup_mod first");
  return own;
}

int rank() {
  int value = 0;
  if (own != MPI_COMM_NULL) MPI_Comm_rank(own, &value);
  return value;
}

int rank_count() {
  int value = 1;
  if (own != MPI_COMM_NULL) MPI_Comm_size(own, &value);
  return value;
}

void fail(const std::string& routine, const std::string& text, const std::string& field) {
  const std::string what = field.empty() ? "" : " field '" + field + "':";
  std::fflush(stdout);
  std::fprintf(stderr, "lfric: error: rank %d: %s:%s %s\n", rank(), routine.c_str(), what.c_str(),
               text.c_str());
  std::fflush(stderr);
  int running = 0, ended = 0;
  MPI_Initialized(&running);
  MPI_Finalized(&ended);
  if (running && !ended) MPI_Abort(MPI_COMM_WORLD, 1);
  std::_Exit(1);
}

} // namespace lfric
