// C source for what a wrapper works out by itself: sizes, defaults, checks, extents.
#pragma once

#include <functional>
#include <string>

#include "bind/bounds.h"
#include "bind/plan/wrapper.h"

namespace isotach::bind {

// The C local of an argument ("r_value" of a function's result) and the place it has in Python's argument
// list.
std::string local_name(const ArgumentPlan& argument);
std::string given_place(const ArgumentPlan& argument);

class ValueWriter {
 public:
  // `row_of` gives C source of an argument's row in the table of arguments.
  ValueWriter(const WrapperPlan& plan, std::function<std::string(const ArgumentPlan&)> row_of)
      : plan_(plan), row_of_(std::move(row_of)) {}

  std::string row_of(const ArgumentPlan& argument) const { return row_of_(argument); }
  // Statements that give a scalar its value: Python's, else its size or its default.
  std::string prepare(const ArgumentPlan& argument) const;
  // Statements that refuse the call when a check of the argument fails.
  std::string checks(const ArgumentPlan& argument) const;
  // Declarations of `extents`, and of `bounds` with the limit of the integers the dimensions are computed
  // with. An extent that the argument's size itself depends on is free: -1.
  std::string extents(const ArgumentPlan& argument, std::size_t count) const;
  std::string expression(const BoundExpression& bound) const;
  // The same as an integer: what a real has before its point, as in C.
  std::string whole(const BoundExpression& bound) const;
  // A statement that sets an array to its default.
  std::string fill(const ArgumentPlan& argument) const;

 private:
  const ArgumentPlan& at(int index) const { return plan_.at(index); }
  std::string value_of(int index) const;
  std::string element_of(int index, const std::string& offsets) const;
  std::string size_of(int index, int dimension) const;
  std::string length_of(int index) const;
  std::string size_default(const ArgumentPlan& argument) const;
  std::string initial_default(const ArgumentPlan& argument) const;
  bool is_free(const BoundExpression& extent, const ArgumentPlan& array) const;

  const WrapperPlan& plan_;
  std::function<std::string(const ArgumentPlan&)> row_of_;
};

} // namespace isotach::bind
