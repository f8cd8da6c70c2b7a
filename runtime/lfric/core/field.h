// A field's flags, exchanges, checks and reductions. Its data belongs to Fortran and is handed in with each
// call.
#pragma once

#include <string>
#include <vector>

#include "exchange.h"

namespace lfric {

enum class ValueType : int { Real32 = 1, Real64 = 2, Int32 = 3 };

// A function space with what the exchange of its fields needs; lives as long as its mesh.
struct SpaceWithRouting {
  FunctionSpace space;
  Routing routing;

  SpaceWithRouting(std::shared_ptr<const LocalMesh> mesh, int nlayers, Space which, int order, int ndata,
                   bool first)
      : space(std::move(mesh), nlayers, which, order, ndata, first), routing(space) {}
};

class Field {
 public:
  Field(SpaceWithRouting& space, ValueType type, int halo_depth, std::string name);

  const std::string& name() const { return name_; }
  int halo_depth() const { return halo_depth_; }
  int size() const { return space_.space.last_halo(halo_depth_); }

  // The first value of a field; in a checking mode every one is what stale copies are.
  void initialise(void* data);
  bool is_dirty(const void* data, int depth);
  void set_dirty(void* data);
  void set_clean(void* data, int depth);
  void exchange(void* data, int depth);
  void exchange_start(void* data, int depth);
  void exchange_finish(void* data, int depth);
  // Over all dofs of all ranks, each once. The sum of reals is rounded once and does not depend on ranks.
  void reduce(const void* data, char what, void* result);
  // The flags of another field of the same space and depth.
  void copy_flags(const Field& other) { clean_to_ = other.clean_to_; }

 private:
  void need_depth(const char* routine, int depth) const;
  void audit(const void* data, int depth, const char* call);
  void overwrite(void* data, int from, int to) const;
  std::size_t value_size() const { return type_ == ValueType::Real64 ? 8 : 4; }

  SpaceWithRouting& space_;
  ValueType type_;
  int halo_depth_;
  std::string name_;
  int clean_to_ = 0; // the depth up to which copies are valid
  Routing::Slot* under_way_ = nullptr;
  int under_way_depth_ = 0;
  std::vector<std::byte> saved_; // what set_dirty overwrote, for a set_clean that follows it
};

} // namespace lfric
