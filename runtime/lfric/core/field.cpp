// Flags and checks of fields. Flags are the same on all ranks, so a check may communicate wherever a flag is
// asked for.
#include "field.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <limits>
#include <sstream>

#include "checks.h"
#include "errors.h"
#include "exact_sum.h"

namespace lfric {
namespace {

// The text of a value: shortest that tells it apart, and its bits, since two values may print alike.
std::string text_of(ValueType type, const std::byte* at) {
  std::ostringstream out;
  if (type == ValueType::Real64) {
    std::uint64_t bits;
    std::memcpy(&bits, at, 8);
    out.precision(17);
    out << std::bit_cast<double>(bits) << " (0x" << std::hex << bits << ")";
  } else {
    std::uint32_t bits;
    std::memcpy(&bits, at, 4);
    out.precision(9);
    if (type == ValueType::Real32) out << std::bit_cast<float>(bits);
    else out << static_cast<std::int32_t>(bits);
    out << " (0x" << std::hex << bits << ")";
  }
  return out.str();
}

template <typename T> MPI_Datatype mpi_type() {
  if constexpr (std::is_same_v<T, double>) return MPI_DOUBLE;
  else if constexpr (std::is_same_v<T, float>) return MPI_FLOAT;
  else return MPI_INT32_T;
}

template <typename T> T reduce_values(const T* values, int count, char what) {
  if (what == 's') {
    if constexpr (std::is_same_v<T, std::int32_t>) {
      T sum = 0, result = 0;
      for (int i = 0; i < count; ++i)
        sum = static_cast<T>(static_cast<std::uint32_t>(sum) + static_cast<std::uint32_t>(values[i]));
      MPI_Allreduce(&sum, &result, 1, MPI_INT32_T, MPI_SUM, communicator());
      return result;
    } else {
      ExactSum sum, result;
      for (int i = 0; i < count; ++i) sum.add(static_cast<double>(values[i]));
      sum.carry();
      MPI_Allreduce(sum.limbs().data(), result.limbs().data(), static_cast<int>(sum.limbs().size()),
                    MPI_INT64_T, MPI_SUM, communicator());
      return static_cast<T>(result.value());
    }
  }
  const bool smallest = what == 'i';
  T best = smallest ? std::numeric_limits<T>::max() : std::numeric_limits<T>::lowest(), result = best;
  for (int i = 0; i < count; ++i) best = smallest ? std::min(best, values[i]) : std::max(best, values[i]);
  MPI_Allreduce(&best, &result, 1, mpi_type<T>(), smallest ? MPI_MIN : MPI_MAX, communicator());
  return result;
}

} // namespace

Field::Field(SpaceWithRouting& space, ValueType type, int halo_depth, std::string name)
    : space_(space), type_(type), halo_depth_(halo_depth), name_(std::move(name)) {
  if (halo_depth < 0 || halo_depth > space.space.mesh().halo_depth())
    fail("initialise",
         "halo_depth " + std::to_string(halo_depth) + " on a mesh of depth " +
             std::to_string(space.space.mesh().halo_depth()) + "; ask for less, or make a deeper mesh",
         name_);
}

void Field::need_depth(const char* routine, int depth) const {
  if (depth < 0 || depth > halo_depth_)
    fail(routine,
         "depth " + std::to_string(depth) + " of a field whose halo has depth " +
             std::to_string(halo_depth_) + "; make the mesh, or this field, with a deeper halo",
         name_);
}

void Field::overwrite(void* data, int from, int to) const {
  // Bits are copied: a signalling NaN that passes a register as a number may come out quiet. A kernel that
  // increments a continuous field adds to stale copies that nobody reads, so there the NaN is quiet and shows
  // in what is computed.
  const bool nan = checks().signalling, quiet = space_.space.is_continuous();
  if (type_ == ValueType::Real64) {
    const std::uint64_t bits = nan ? (quiet ? 0x7ff8000000000000 : 0x7ff4000000000000)
                                   : std::bit_cast<std::uint64_t>(checks().value);
    std::fill_n(static_cast<std::uint64_t*>(data) + from, to - from, bits);
  } else if (type_ == ValueType::Real32) {
    const std::uint32_t bits = nan ? (quiet ? 0x7fc00000 : 0x7fa00000)
                                   : std::bit_cast<std::uint32_t>(static_cast<float>(checks().value));
    std::fill_n(static_cast<std::uint32_t*>(data) + from, to - from, bits);
  } else {
    const double limit = 2147483647.0;
    const auto bits = static_cast<std::int32_t>(std::clamp(checks().value, -limit, limit));
    std::fill_n(static_cast<std::int32_t*>(data) + from, to - from, bits);
  }
}

void Field::initialise(void* data) {
  if (checks().poison) overwrite(data, 0, size());
  else std::memset(data, 0, static_cast<std::size_t>(size()) * value_size());
}

bool Field::is_dirty(const void* data, int depth) {
  need_depth("is_dirty", depth);
  if (depth > clean_to_) return true;
  if (checks().audit) audit(data, depth, "is_dirty");
  return false;
}

void Field::set_dirty(void* data) {
  clean_to_ = 0;
  if (!checks().poison) return;
  const FunctionSpace& space = space_.space;
  const int from = space.last_owned(), to = size();
  const std::size_t size = value_size();
  std::byte* bytes = static_cast<std::byte*>(data);
  saved_.assign(bytes + static_cast<std::size_t>(from) * size, bytes + static_cast<std::size_t>(to) * size);
  overwrite(data, space.last_annexed(), to);
  if (!checks().annexed) return;
  // No flag says whether a loop computed annexed dofs, but their owners do: those that differ are stale.
  space_.routing.finish_with(space_.routing.start(data, 0, size),
                             [&](int, Routing::Piece piece, const std::byte* owner) {
                               for (int k = 0; k < piece.length; ++k) {
                                 const int dof = piece.first + k;
                                 if (std::memcmp(bytes + static_cast<std::size_t>(dof) * size,
                                                 owner + static_cast<std::size_t>(k) * size, size) != 0)
                                   overwrite(data, dof, dof + 1);
                               }
                             });
}

void Field::set_clean(void* data, int depth) {
  need_depth("set_clean", depth);
  const FunctionSpace& space = space_.space;
  if (!saved_.empty()) {
    const std::size_t size = value_size(), from = static_cast<std::size_t>(space.last_owned()) * size;
    const std::size_t to =
        static_cast<std::size_t>(depth == 0 ? space.last_annexed() : space.last_halo(depth)) * size;
    std::vector<std::byte> poison(size);
    overwrite(poison.data(), 0, 1);
    auto* bytes = static_cast<std::byte*>(data);
    auto is_poison = [&](std::size_t at) { return std::memcmp(bytes + at, poison.data(), size) == 0; };
    // set_dirty left nothing but poison in the halo. Anything else was written since: a loop over all of the
    // halo comes without set_dirty, and what it computed stays, also where that is the value of the poison.
    bool untouched = true;
    for (std::size_t at = static_cast<std::size_t>(space.last_annexed()) * size; untouched && at < to;
         at += size)
      untouched = is_poison(at);
    for (std::size_t at = from; untouched && at < to; at += size)
      if (is_poison(at)) std::memcpy(bytes + at, saved_.data() + (at - from), size);
    saved_.clear();
  }
  clean_to_ = std::max(clean_to_, depth);
  if (checks().audit && depth > 0) audit(data, depth, "set_clean");
}

void Field::exchange(void* data, int depth) {
  need_depth("halo_exchange", depth);
  if (depth <= clean_to_ && depth > 0) {
    if (checks().audit) audit(data, depth, "halo_exchange of a clean halo");
    return;
  }
  exchange_start(data, depth);
  exchange_finish(data, depth);
}

void Field::exchange_start(void* data, int depth) {
  need_depth("halo_exchange_start", depth);
  if (under_way_)
    fail("halo_exchange_start", "an exchange of this field is under way; call halo_exchange_finish first",
         name_);
  if (depth <= clean_to_ && depth > 0) return;
  under_way_ = space_.routing.start(data, depth, value_size());
  under_way_depth_ = depth;
}

void Field::exchange_finish(void* data, int depth) {
  need_depth("halo_exchange_finish", depth);
  if (!under_way_) {
    if (depth <= clean_to_) return; // its start found nothing to send
    fail("halo_exchange_finish", "no exchange of this field is under way; call halo_exchange_start before",
         name_);
  }
  if (depth != under_way_depth_)
    fail("halo_exchange_finish",
         "depth " + std::to_string(depth) + " of an exchange started with depth " +
             std::to_string(under_way_depth_) + "; pass the same depth",
         name_);
  space_.routing.finish(under_way_, data);
  under_way_ = nullptr;
  saved_.clear();
  clean_to_ = std::max(clean_to_, depth);
}

void Field::audit(const void* data, int depth, const char* call) {
  const std::size_t size = value_size();
  const std::byte* mine = static_cast<const std::byte*>(data);
  space_.routing.finish_with(space_.routing.start(data, depth, size), [&](int owner, Routing::Piece piece,
                                                                          const std::byte* theirs) {
    const std::byte* ours = mine + static_cast<std::size_t>(piece.first) * size;
    if (std::memcmp(ours, theirs, static_cast<std::size_t>(piece.length) * size) == 0) return;
    for (int k = 0; k < piece.length; ++k, ours += size, theirs += size) {
      if (std::memcmp(ours, theirs, size) == 0) continue;
      const DofColumn& column = space_.space.column_of(piece.first + k);
      fail("LFRIC_CHECK=audit",
           "a copy claimed clean by " + std::string(call) + " to depth " + std::to_string(depth) +
               " differs from its owner: local dof " + std::to_string(piece.first + k + 1) + ", global dof " +
               std::to_string(column.first_global + piece.first + k - column.first + 1) + ", owner rank " +
               std::to_string(owner) + ", here " + text_of(type_, ours) + ", there " +
               text_of(type_, theirs) +
               "; exchange the halo after the loop that last wrote the field, or claim less",
           name_);
    }
  });
}

void Field::reduce(const void* data, char what, void* result) {
  const int count = space_.space.last_owned();
  if (type_ == ValueType::Real64)
    *static_cast<double*>(result) = reduce_values(static_cast<const double*>(data), count, what);
  else if (type_ == ValueType::Real32)
    *static_cast<float*>(result) = reduce_values(static_cast<const float*>(data), count, what);
  else
    *static_cast<std::int32_t*>(result) = reduce_values(static_cast<const std::int32_t*>(data), count, what);
}

} // namespace lfric
