// The ranges that GROUPs of node_kinds.def generate, and that marks between kinds take no value.

#include <gtest/gtest.h>

#include "tree/tree.h"

namespace isotach {
namespace {

constexpr int number_of_kinds = 0
#include "tree/node_macros.h"
#undef NODE
#define NODE(kind, base) +1
#include "tree/node_kinds.def"
    ;
static_assert(static_cast<int>(NodeKind::count) == number_of_kinds);

// A kind lies in the range of each struct that it derives from, and in no other.
TEST(Groups, hold_the_kinds_that_derive_from_them_and_no_others) {
#include "tree/node_macros.h"
#undef NODE
#define NODE(kind, base)                                                                                     \
  EXPECT_EQ(is_kind<Expr>(NodeKind::kind), (std::is_base_of_v<Expr, kind>)) << #kind;                        \
  EXPECT_EQ(is_kind<Stmt>(NodeKind::kind), (std::is_base_of_v<Stmt, kind>)) << #kind;                        \
  EXPECT_EQ(is_kind<Definition>(NodeKind::kind), (std::is_base_of_v<Definition, kind>)) << #kind;            \
  EXPECT_EQ(is_kind<Construct>(NodeKind::kind), (std::is_base_of_v<Construct, kind>)) << #kind;              \
  EXPECT_EQ(is_kind<Specification>(NodeKind::kind), (std::is_base_of_v<Specification, kind>)) << #kind;      \
  EXPECT_EQ(is_kind<Action>(NodeKind::kind), (std::is_base_of_v<Action, kind>)) << #kind;                    \
  EXPECT_EQ(is_kind<Psy>(NodeKind::kind), (std::is_base_of_v<Psy, kind>)) << #kind;
#include "tree/node_kinds.def"
}

} // namespace
} // namespace isotach
