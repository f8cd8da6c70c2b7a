// Setting up and running halo exchanges.
#include "exchange.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <thread>
#include <unordered_map>

#include "checks.h"
#include "errors.h"

namespace lfric {

struct Routing::Slot {
  Plan* plan = nullptr;
  bool busy = false;
  std::chrono::steady_clock::time_point started; // with a delay
  std::vector<std::byte> send, receive;
  std::vector<MPI_Request> requests; // receives, then sends
};

struct Routing::Plan {
  std::size_t value_size = 0;
  int tag = 0;
  std::vector<Partner> sends, receives;
  std::vector<std::unique_ptr<Slot>> slots;
};

namespace {

constexpr int kSlotsPerPlan = 64;
int routings = 0;

// Of exchanges with messages to this rank, when messages are delayed.
struct {
  int exchanges = 0;
  std::chrono::duration<double> waited{};
} delayed;

int total(const std::vector<Routing::Partner>& partners) {
  int sum = 0;
  for (const auto& partner : partners) sum += partner.count;
  return sum;
}

} // namespace

Routing::Routing(const FunctionSpace& space) : number_(routings++) {
  // What this rank needs, as pairs of global id and depth, in the order it will be sent.
  std::map<int, std::vector<Gid>> requests;
  for (const int rank : space.mesh().neighbour_ranks()) requests[rank];
  const auto columns = space.columns();
  int depth = 0;
  for (int c = space.columns_owned(); c < static_cast<int>(columns.size()); ++c) {
    while (c >= space.columns_to(depth)) ++depth;
    const DofColumn& column = columns[c];
    receives_[column.owner].push_back({column.first, column.length, depth});
    requests[column.owner].push_back(column.first_global);
    requests[column.owner].push_back(depth);
  }

  constexpr int kTag = 1;
  const std::size_t partners = requests.size();
  std::vector<int> sizes_out, sizes_in(partners), ranks;
  for (const auto& [rank, list] : requests)
    ranks.push_back(rank), sizes_out.push_back(static_cast<int>(list.size()));
  std::vector<MPI_Request> pending(2 * partners);
  const auto wait = [&] {
    MPI_Waitall(static_cast<int>(pending.size()), pending.data(), MPI_STATUSES_IGNORE);
  };
  for (std::size_t p = 0; p < partners; ++p) {
    MPI_Irecv(&sizes_in[p], 1, MPI_INT, ranks[p], kTag, communicator(), &pending[2 * p]);
    MPI_Isend(&sizes_out[p], 1, MPI_INT, ranks[p], kTag, communicator(), &pending[2 * p + 1]);
  }
  wait();
  std::vector<std::vector<Gid>> wanted(partners);
  for (std::size_t p = 0; p < partners; ++p) {
    wanted[p].resize(sizes_in[p]);
    MPI_Irecv(wanted[p].data(), sizes_in[p], MPI_INT64_T, ranks[p], kTag, communicator(), &pending[2 * p]);
    MPI_Isend(requests[ranks[p]].data(), sizes_out[p], MPI_INT64_T, ranks[p], kTag, communicator(),
              &pending[2 * p + 1]);
  }
  wait();

  std::unordered_map<Gid, int> owned;
  for (int c = 0; c < space.columns_owned(); ++c) owned.emplace(columns[c].first_global, c);
  for (std::size_t p = 0; p < partners; ++p) {
    for (std::size_t w = 0; w < wanted[p].size(); w += 2) {
      const DofColumn& column = columns[owned.at(wanted[p][w])];
      sends_[ranks[p]].push_back({column.first, column.length, static_cast<int>(wanted[p][w + 1])});
    }
  }
}

Routing::~Routing() {
  for (auto& [key, plan] : plans_)
    for (auto& slot : plan->slots)
      if (is_parallel_started())
        for (MPI_Request& request : slot->requests) MPI_Request_free(&request);
}

std::vector<Routing::Partner> Routing::partners(const Lists& lists, int depth) {
  std::vector<Partner> result;
  for (const auto& [rank, list] : lists) {
    Partner partner{rank, 0, {}};
    for (const Wanted& wanted : list) {
      if (wanted.depth > depth) continue;
      partner.count += wanted.length;
      if (!partner.pieces.empty() &&
          partner.pieces.back().first + partner.pieces.back().length == wanted.first)
        partner.pieces.back().length += wanted.length;
      else partner.pieces.push_back({wanted.first, wanted.length});
    }
    if (partner.count > 0) result.push_back(std::move(partner));
  }
  return result;
}

Routing::Plan& Routing::plan(int depth, std::size_t value_size) {
  auto& place = plans_[{depth, value_size}];
  if (!place) {
    place = std::make_unique<Plan>();
    place->value_size = value_size;
    place->sends = sends(depth);
    place->receives = receives(depth);
    int* limit = nullptr;
    int found = 0;
    MPI_Comm_get_attr(communicator(), MPI_TAG_UB, &limit, &found);
    const std::int64_t wanted =
        (std::int64_t{number_} * 32 + depth * 2 + (value_size == 8)) * kSlotsPerPlan + 16;
    place->tag = static_cast<int>(wanted % (found ? *limit - kSlotsPerPlan : 32767 - kSlotsPerPlan));
  }
  return *place;
}

Routing::Slot* Routing::start(const void* data, int depth, std::size_t value_size) {
  Plan& plan = this->plan(depth, value_size);
  // The lowest free slot: all ranks choose the same one, so its tag agrees.
  auto free =
      std::find_if(plan.slots.begin(), plan.slots.end(), [](const auto& slot) { return !slot->busy; });
  if (free == plan.slots.end()) {
    const int number = static_cast<int>(plan.slots.size());
    if (number == kSlotsPerPlan)
      fail("halo_exchange_start",
           "64 exchanges of one space are under way; finish some before starting more");
    auto slot = std::make_unique<Slot>();
    slot->plan = &plan;
    slot->send.resize(static_cast<std::size_t>(total(plan.sends)) * value_size);
    slot->receive.resize(static_cast<std::size_t>(total(plan.receives)) * value_size);
    std::byte* at = slot->receive.data();
    for (const Partner& partner : plan.receives) {
      const int bytes = partner.count * static_cast<int>(value_size);
      MPI_Recv_init(at, bytes, MPI_BYTE, partner.rank, plan.tag + number, communicator(),
                    &slot->requests.emplace_back());
      at += bytes;
    }
    at = slot->send.data();
    for (const Partner& partner : plan.sends) {
      const int bytes = partner.count * static_cast<int>(value_size);
      MPI_Send_init(at, bytes, MPI_BYTE, partner.rank, plan.tag + number, communicator(),
                    &slot->requests.emplace_back());
      at += bytes;
    }
    plan.slots.push_back(std::move(slot));
    free = plan.slots.end() - 1;
  }
  Slot& slot = **free;
  slot.busy = true;
  if (checks().delay > 0.0) slot.started = std::chrono::steady_clock::now();
  const std::byte* from = static_cast<const std::byte*>(data);
  const int receives = static_cast<int>(plan.receives.size()), sends = static_cast<int>(plan.sends.size());
  if (receives > 0) MPI_Startall(receives, slot.requests.data());
  std::byte* to = slot.send.data();
  for (const Partner& partner : plan.sends) {
    for (const Piece& piece : partner.pieces) {
      const std::size_t bytes = static_cast<std::size_t>(piece.length) * value_size;
      std::memcpy(to, from + static_cast<std::size_t>(piece.first) * value_size, bytes);
      to += bytes;
    }
  }
  if (sends > 0) MPI_Startall(sends, slot.requests.data() + receives);
  return &slot;
}

void Routing::wait(Slot& slot) {
  MPI_Waitall(static_cast<int>(slot.requests.size()), slot.requests.data(), MPI_STATUSES_IGNORE);
  if (checks().delay == 0.0 || slot.plan->receives.empty()) return;
  // As if the messages had come only now. A message that another rank starts late is not delayed by that.
  const auto arrival = slot.started + std::chrono::duration<double>(checks().delay);
  const auto now = std::chrono::steady_clock::now();
  ++delayed.exchanges;
  if (now >= arrival) return;
  delayed.waited += arrival - now;
  std::this_thread::sleep_until(arrival);
}

void report_delay() {
  if (checks().delay == 0.0) return;
  const double injected = delayed.exchanges * checks().delay;
  std::fprintf(stderr, "lfric: delay: rank %d: %d exchanges, %.1f ms of delay, %.1f ms of them waited for\n",
               rank(), delayed.exchanges, 1000.0 * injected, 1000.0 * delayed.waited.count());
}

void Routing::release(Slot& slot) { slot.busy = false; }
const std::byte* Routing::received(const Slot& slot) { return slot.receive.data(); }
const std::vector<Routing::Partner>& Routing::receive_partners(const Slot& slot) {
  return slot.plan->receives;
}
std::size_t Routing::value_size(const Slot& slot) { return slot.plan->value_size; }

void Routing::finish(Slot* slot, void* data) {
  std::byte* to = static_cast<std::byte*>(data);
  const std::size_t size = slot->plan->value_size;
  finish_with(slot, [&](int, const Piece& piece, const std::byte* from) {
    std::memcpy(to + static_cast<std::size_t>(piece.first) * size, from,
                static_cast<std::size_t>(piece.length) * size);
  });
}

} // namespace lfric
