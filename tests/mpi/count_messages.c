/* Counts what a program hands to MPI, between MPI_Pcontrol(1) and MPI_Pcontrol(0): messages and bytes for each peer.
 *
 * Preloaded (LD_PRELOAD), it stands before the MPI library, as the MPI profiling interface has it. MPI_Pcontrol(2)
 * writes one line of JSON for each rank to COUNT_MESSAGES.RANK and starts again from zero. Any call that moves data and
 * is not a message to or from one rank counts as `other`. */
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>

enum { kRanks = 1024, kRequests = 65536 };

typedef struct {
  long messages, bytes;
} Count;

static int counting;
static long others;
static Count sent[kRanks], received[kRanks];

/* Persistent requests, by handle: what starting one means. */
static struct {
  MPI_Request request;
  int peer, is_send;
  long bytes;
} persistent[kRequests];
static int persistent_count;

static long size_of(int count, MPI_Datatype type) {
  int size;
  PMPI_Type_size(type, &size);
  return (long)count * size;
}

/* Ranks of a communicator are turned into ranks of the world. */
static int world(int peer, MPI_Comm communicator) {
  MPI_Group here, all;
  int result = MPI_UNDEFINED;
  if (peer < 0) return peer;
  PMPI_Comm_group(communicator, &here);
  PMPI_Comm_group(MPI_COMM_WORLD, &all);
  PMPI_Group_translate_ranks(here, 1, &peer, all, &result);
  PMPI_Group_free(&here);
  PMPI_Group_free(&all);
  return result;
}

static void add(Count* counts, int peer, long bytes) {
  if (!counting || peer == MPI_PROC_NULL) return;
  if (peer < 0 || peer >= kRanks) {
    others++;
    return;
  }
  counts[peer].messages++;
  counts[peer].bytes += bytes;
}

static void remember(MPI_Request request, int peer, int is_send, long bytes) {
  if (persistent_count == kRequests) {
    fprintf(stderr, "count_messages: more than %d persistent requests\n", kRequests);
    abort();
  }
  persistent[persistent_count].request = request;
  persistent[persistent_count].peer = peer;
  persistent[persistent_count].is_send = is_send;
  persistent[persistent_count++].bytes = bytes;
}

static void started(MPI_Request request) {
  for (int i = persistent_count - 1; i >= 0; --i) {
    if (persistent[i].request != request) continue;
    add(persistent[i].is_send ? sent : received, persistent[i].peer, persistent[i].bytes);
    return;
  }
  if (counting) others++;
}

static void write_list(FILE* file, const char* name, const Count* counts) {
  const char* comma = "";
  fprintf(file, "\"%s\": {", name);
  for (int peer = 0; peer < kRanks; ++peer) {
    if (!counts[peer].messages) continue;
    fprintf(file, "%s\"%d\": [%ld, %ld]", comma, peer, counts[peer].messages, counts[peer].bytes);
    comma = ", ";
  }
  fprintf(file, "}");
}

static void write_and_reset(void) {
  const char* path = getenv("COUNT_MESSAGES");
  char name[4096];
  int rank;
  FILE* file;
  PMPI_Comm_rank(MPI_COMM_WORLD, &rank);
  snprintf(name, sizeof name, "%s.%d", path ? path : "count_messages", rank);
  file = fopen(name, "a");
  if (!file) {
    perror(name);
    abort();
  }
  fprintf(file, "{");
  write_list(file, "sent", sent);
  fprintf(file, ", ");
  write_list(file, "received", received);
  fprintf(file, ", \"other\": %ld}\n", others);
  fclose(file);
  others = 0;
  for (int peer = 0; peer < kRanks; ++peer) {
    sent[peer].messages = sent[peer].bytes = received[peer].messages = received[peer].bytes = 0;
  }
}

int MPI_Pcontrol(const int level, ...) {
  if (level == 2) write_and_reset();
  counting = level == 1;
  return MPI_SUCCESS;
}

#define SEND(NAME)                                                                                                   \
  int MPI_##NAME(const void* data, int count, MPI_Datatype type, int peer, int tag, MPI_Comm communicator) {         \
    add(sent, world(peer, communicator), size_of(count, type));                                                      \
    return PMPI_##NAME(data, count, type, peer, tag, communicator);                                                  \
  }
SEND(Send)
SEND(Ssend)
SEND(Bsend)
SEND(Rsend)

#define ISEND(NAME)                                                                                                  \
  int MPI_##NAME(const void* data, int count, MPI_Datatype type, int peer, int tag, MPI_Comm communicator,           \
                 MPI_Request* request) {                                                                             \
    add(sent, world(peer, communicator), size_of(count, type));                                                      \
    return PMPI_##NAME(data, count, type, peer, tag, communicator, request);                                         \
  }
ISEND(Isend)
ISEND(Issend)
ISEND(Ibsend)
ISEND(Irsend)

#define SEND_INIT(NAME)                                                                                              \
  int MPI_##NAME(const void* data, int count, MPI_Datatype type, int peer, int tag, MPI_Comm communicator,           \
                 MPI_Request* request) {                                                                             \
    int status = PMPI_##NAME(data, count, type, peer, tag, communicator, request);                                   \
    remember(*request, world(peer, communicator), 1, size_of(count, type));                                          \
    return status;                                                                                                   \
  }
SEND_INIT(Send_init)
SEND_INIT(Ssend_init)
SEND_INIT(Rsend_init)

int MPI_Recv(void* data, int count, MPI_Datatype type, int peer, int tag, MPI_Comm communicator, MPI_Status* status) {
  add(received, world(peer, communicator), size_of(count, type));
  return PMPI_Recv(data, count, type, peer, tag, communicator, status);
}

int MPI_Irecv(void* data, int count, MPI_Datatype type, int peer, int tag, MPI_Comm communicator,
              MPI_Request* request) {
  add(received, world(peer, communicator), size_of(count, type));
  return PMPI_Irecv(data, count, type, peer, tag, communicator, request);
}

int MPI_Recv_init(void* data, int count, MPI_Datatype type, int peer, int tag, MPI_Comm communicator,
                  MPI_Request* request) {
  int status = PMPI_Recv_init(data, count, type, peer, tag, communicator, request);
  remember(*request, world(peer, communicator), 0, size_of(count, type));
  return status;
}

int MPI_Start(MPI_Request* request) {
  started(*request);
  return PMPI_Start(request);
}

int MPI_Startall(int count, MPI_Request requests[]) {
  for (int i = 0; i < count; ++i) started(requests[i]);
  return PMPI_Startall(count, requests);
}

int MPI_Request_free(MPI_Request* request) {
  for (int i = 0; i < persistent_count; ++i) {
    if (persistent[i].request == *request) {
      persistent[i] = persistent[--persistent_count];
      break;
    }
  }
  return PMPI_Request_free(request);
}

#define OTHER(NAME, PARAMETERS, ARGUMENTS) \
  int MPI_##NAME PARAMETERS {              \
    if (counting) others++;                \
    return PMPI_##NAME ARGUMENTS;          \
  }
OTHER(Sendrecv,
      (const void* a, int b, MPI_Datatype c, int d, int e, void* f, int g, MPI_Datatype h, int i, int j, MPI_Comm k,
       MPI_Status* l),
      (a, b, c, d, e, f, g, h, i, j, k, l))
OTHER(Barrier, (MPI_Comm a), (a))
OTHER(Bcast, (void* a, int b, MPI_Datatype c, int d, MPI_Comm e), (a, b, c, d, e))
OTHER(Reduce, (const void* a, void* b, int c, MPI_Datatype d, MPI_Op e, int f, MPI_Comm g), (a, b, c, d, e, f, g))
OTHER(Allreduce, (const void* a, void* b, int c, MPI_Datatype d, MPI_Op e, MPI_Comm f), (a, b, c, d, e, f))
OTHER(Gather, (const void* a, int b, MPI_Datatype c, void* d, int e, MPI_Datatype f, int g, MPI_Comm h),
      (a, b, c, d, e, f, g, h))
OTHER(Allgather, (const void* a, int b, MPI_Datatype c, void* d, int e, MPI_Datatype f, MPI_Comm g),
      (a, b, c, d, e, f, g))
OTHER(Allgatherv,
      (const void* a, int b, MPI_Datatype c, void* d, const int e[], const int f[], MPI_Datatype g, MPI_Comm h),
      (a, b, c, d, e, f, g, h))
OTHER(Alltoall, (const void* a, int b, MPI_Datatype c, void* d, int e, MPI_Datatype f, MPI_Comm g),
      (a, b, c, d, e, f, g))
OTHER(Alltoallv,
      (const void* a, const int b[], const int c[], MPI_Datatype d, void* e, const int f[], const int g[],
       MPI_Datatype h, MPI_Comm i),
      (a, b, c, d, e, f, g, h, i))
OTHER(Neighbor_alltoallv,
      (const void* a, const int b[], const int c[], MPI_Datatype d, void* e, const int f[], const int g[],
       MPI_Datatype h, MPI_Comm i),
      (a, b, c, d, e, f, g, h, i))
OTHER(Ineighbor_alltoallv,
      (const void* a, const int b[], const int c[], MPI_Datatype d, void* e, const int f[], const int g[],
       MPI_Datatype h, MPI_Comm i, MPI_Request* j),
      (a, b, c, d, e, f, g, h, i, j))
OTHER(Put, (const void* a, int b, MPI_Datatype c, int d, MPI_Aint e, int f, MPI_Datatype g, MPI_Win h),
      (a, b, c, d, e, f, g, h))
OTHER(Get, (void* a, int b, MPI_Datatype c, int d, MPI_Aint e, int f, MPI_Datatype g, MPI_Win h),
      (a, b, c, d, e, f, g, h))
