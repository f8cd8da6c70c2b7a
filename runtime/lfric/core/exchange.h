// Halo exchange: who sends which columns to whom, and messages that are set up once and started often.
//
// A function space has one Routing. Each depth has a plan per value size, with the pieces of memory to pack
// and unpack; a plan has as many slots (buffers and persistent requests) as exchanges were ever under way at
// once. Only ranks that share dofs exchange messages, one each way, of exactly the dofs asked for.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <vector>

#include "function_space.h"
#include "parallel.h"

namespace lfric {

class Routing {
 public:
  // Asks the neighbours for what this rank needs; all ranks call it together.
  explicit Routing(const FunctionSpace& space);
  ~Routing();
  Routing(const Routing&) = delete;
  Routing& operator=(const Routing&) = delete;

  struct Piece {
    int first, length;
  };
  struct Partner {
    int rank;
    int count; // values
    std::vector<Piece> pieces;
  };
  struct Slot;

  // Sends owned values of `data`, which the caller may not change before finish().
  Slot* start(const void* data, int depth, std::size_t value_size);
  // Waits, and writes what came to the copies up to the depth.
  void finish(Slot* slot, void* data);
  // Waits, and hands what came to `look(first, values, length)` piece by piece instead.
  template <typename Look> void finish_with(Slot* slot, Look look);

  // Of an exchange of the given depth on this rank.
  std::vector<Partner> receives(int depth) const { return partners(receives_, depth); }
  std::vector<Partner> sends(int depth) const { return partners(sends_, depth); }

 private:
  struct Wanted {
    int first, length, depth; // depth 0: annexed
  };
  using Lists = std::map<int, std::vector<Wanted>>; // by rank
  struct Plan;

  static std::vector<Partner> partners(const Lists& lists, int depth);
  Plan& plan(int depth, std::size_t value_size);
  void wait(Slot& slot);
  void release(Slot& slot);
  static const std::byte* received(const Slot& slot);
  static const std::vector<Partner>& receive_partners(const Slot& slot);
  static std::size_t value_size(const Slot& slot);

  Lists receives_, sends_;
  std::map<std::pair<int, std::size_t>, std::unique_ptr<Plan>> plans_;
  int number_;
};

// With LFRIC_CHECK=delay, a line of how much of the delay this rank waited for.
void report_delay();

template <typename Look> void Routing::finish_with(Slot* slot, Look look) {
  wait(*slot);
  const std::byte* from = received(*slot);
  for (const Partner& partner : receive_partners(*slot)) {
    for (const Piece& piece : partner.pieces) {
      look(partner.rank, piece, from);
      from += static_cast<std::size_t>(piece.length) * value_size(*slot);
    }
  }
  release(*slot);
}

} // namespace lfric
