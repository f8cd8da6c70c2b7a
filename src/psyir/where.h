// Where: the loops and IFs that PSyIR shows for WHERE.
//
// What is not certain (the rank or the shape of an array whose declaration is not at hand, a function that
// may be elemental) leaves the statement as it is, and it is shown as a CodeBlock.
#pragma once

#include <string>
#include <vector>

#include "psyir/fortran.h"

namespace isotach::psyir {

class WhereMaker {
 public:
  explicit WhereMaker(const Fortran& file) : file_(file), tree_(*file.tree_) {}

  // A loop for each dimension around an IF, in the place of the statement without standing in its list; null:
  // it stays a WHERE. Loop variables get names that the procedure does not have.
  Stmt* make(Stmt* where);

 private:
  struct Dim {
    Expr *start = nullptr, *extent = nullptr;
    bool from_one = false;
  };
  using Dims = std::vector<Dim>;

  Dims dims_of(const Expr* array);
  Dim whole(const Expr* base, const Symbol* declared, std::size_t number);
  const Expr* first_array(const Expr* expression);
  bool is_array_name(const Expr* expression) const;
  Expr* indexed(const Expr* expression);
  Stmt* assignment(const Stmt* statement);
  std::string variable(std::size_t dimension, const Stmt* where);

  const Fortran& file_;
  Tree& tree_;
  std::vector<std::string> taken_, indices_;
  bool failed_ = false;
};

} // namespace isotach::psyir
