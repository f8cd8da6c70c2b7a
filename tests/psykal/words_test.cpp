// Words of metadata: function spaces as values and back.

#include <gtest/gtest.h>

#include <set>

#include "psykal/lfric/words.h"

namespace isotach::lfric {
namespace {

using Kind = FunctionSpace::Kind;

TEST(FunctionSpaces, every_word_is_read_and_written) {
  std::set<FunctionSpace> all;
  for (std::string text :
       {"w0", "w1", "w2", "w2h", "w2v", "w2broken", "w2trace", "w2htrace", "w2vtrace", "w3", "wtheta", "wchi",
        "any_w2", "any_space_1", "any_space_10", "any_discontinuous_space_1", "any_discontinuous_space_7"}) {
    std::optional<FunctionSpace> space = find_space(text, {10, 7});
    ASSERT_TRUE(space) << text;
    EXPECT_EQ(word(*space), text);
    EXPECT_TRUE(all.insert(*space).second) << text;
    EXPECT_EQ(space->differs_by_call(), text.starts_with("any_")) << text;
  }
  EXPECT_EQ(all.size(), 17u);
}

TEST(FunctionSpaces, other_words_are_refused) {
  for (std::string_view text :
       {"", "w", "w4", "W3", "any_space_", "any_space_0", "any_space_01", "any_space_11", "any_space_1x",
        "any_space_-1", "any_space_99999999999", "any_space", "any_discontinuous_space_8", "any_w3"})
    EXPECT_FALSE(find_space(text, {10, 7})) << text;
}

TEST(FunctionSpaces, none_is_no_space) {
  EXPECT_FALSE(FunctionSpace{});
  EXPECT_EQ(word(FunctionSpace{}), "");
}

TEST(FunctionSpaces, continuity_is_that_of_the_elements) {
  EXPECT_EQ(continuity({Kind::w0}), Continuity::continuous);
  EXPECT_EQ(continuity({Kind::w2trace}), Continuity::continuous);
  EXPECT_EQ(continuity({Kind::w3}), Continuity::discontinuous);
  EXPECT_EQ(continuity({Kind::w2v}), Continuity::discontinuous);
  EXPECT_EQ(continuity({Kind::wchi}), Continuity::read_only);
  EXPECT_EQ(continuity({Kind::any_space, 3}), Continuity::continuous);
  EXPECT_EQ(continuity({Kind::any_discontinuous_space, 3}), Continuity::discontinuous);
}

TEST(FunctionSpaces, bases_are_vectors_where_the_functions_are) {
  EXPECT_EQ(basis_dimension({Kind::w1}, Basis::values), 3);
  EXPECT_EQ(basis_dimension({Kind::w2}, Basis::derivatives), 1);
  EXPECT_EQ(basis_dimension({Kind::wtheta}, Basis::values), 1);
  EXPECT_EQ(basis_dimension({Kind::any_space, 1}, Basis::values), 0);
  EXPECT_EQ(basis_dimension({Kind::any_discontinuous_space, 1}, Basis::derivatives), 0);
}

TEST(FunctionSpaces, names_of_locals_hold_an_object_where_calls_differ) {
  EXPECT_EQ(local_name({Kind::w2broken}, "rho"), "w2broken");
  EXPECT_EQ(local_name({Kind::any_space, 3}, "rho"), "as3_rho");
  EXPECT_EQ(local_name({Kind::any_discontinuous_space, 10}, "rho"), "ads10_rho");
  EXPECT_EQ(local_name({Kind::any_w2}, "rho"), "aw2_rho");
}

} // namespace
} // namespace isotach::lfric
