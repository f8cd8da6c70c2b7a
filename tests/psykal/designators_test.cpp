#include "psykal/designators.h"

#include <gtest/gtest.h>

namespace isotach::psykal {
namespace {

TEST(Designators, elements_whose_subscripts_are_not_known_may_be_the_same) {
  EXPECT_TRUE(may_overlap("v", "v"));
  EXPECT_TRUE(may_overlap("v", "v(1)"));
  EXPECT_TRUE(may_overlap("v(i)", "v(3)"));
  EXPECT_TRUE(may_overlap("v(idx(1))", "v(1)"));
  EXPECT_TRUE(may_overlap("v(1:3)", "v(3)"));
  EXPECT_TRUE(may_overlap("v(:3)", "v(9)"));
  EXPECT_TRUE(may_overlap("w(i,1)", "w(j,1)"));
  EXPECT_TRUE(may_overlap("s(i)%t", "s(j)%t"));
  EXPECT_TRUE(may_overlap("s(i)%t(2)", "s(1)%t"));
  EXPECT_TRUE(may_overlap("s(name(',1)'))%t", "s(1)%t"));
}

TEST(Designators, numbers_and_names_say_that_storage_differs) {
  EXPECT_FALSE(may_overlap("v", "w"));
  EXPECT_FALSE(may_overlap("v(1)", "v(2)"));
  EXPECT_FALSE(may_overlap("v(1:2)", "v(3:4)"));
  EXPECT_FALSE(may_overlap("v(i,1)", "v(j,2)"));
  EXPECT_FALSE(may_overlap("a%v(1,step)", "a%v(2,step)"));
  EXPECT_FALSE(may_overlap("a%u", "a%v"));
  EXPECT_FALSE(may_overlap("s(1)%t", "s(2)%t"));
  EXPECT_FALSE(may_overlap("s(i)%t", "s(i)%u"));
}

} // namespace
} // namespace isotach::psykal
