// Against gfortran: layouts of derived types and bounds of arguments, as a compiled program has them.
#include <algorithm>

#include <fmt/format.h>

#include "interfaces/described.h"
#include "semantics/gfortran.h"

namespace isotach {
namespace {

using testing_interfaces::Described;
using testing_semantics::has_gfortran;
using testing_semantics::run;
using testing_semantics::trimmed;

TEST(Gfortran, layouts_of_derived_types) {
  if (!has_gfortran()) GTEST_SKIP() << "needs gfortran";
  std::string head = R"(module m
  use iso_c_binding
  implicit none
  integer, parameter :: n = 3
  abstract interface
    subroutine callback()
    end subroutine
  end interface
  type :: small
    integer(1) :: a
    integer(2) :: b
    integer(1) :: c
  end type
  type :: mixed
    logical :: flag
    real(8) :: x
    integer(1) :: tail
  end type
  type :: texts
    character :: c1
    character(len=7) :: c7
    integer :: i
    character(len=2*n) :: c6(2)
    integer(8) :: j
  end type
  type :: arrays
    integer(1) :: a
    real :: m(2, 0:n)
    complex(8) :: z(2)
    complex :: w
    real(10) :: e
    integer(1) :: b
    real(16) :: q
    integer(1) :: d
    integer(16) :: k
  end type
  type :: nested
    integer(1) :: a
    type(small) :: s(3)
    type(mixed) :: x
    integer(1) :: b
  end type
  type, extends(mixed) :: child
    integer(1) :: more
    real(8) :: y
  end type
  type, extends(child) :: grandchild
    integer(1) :: last
  end type
  type, abstract :: nothing
  end type
  type, extends(nothing) :: something
    integer(2) :: a
  end type
  type :: descriptors
    integer(1) :: a
    real, pointer :: p
    integer(1) :: b
    real, allocatable :: v(:)
    real(8), pointer :: c(:, :, :)
    type(small), allocatable :: t
    character(len=4), allocatable :: d(:)
    procedure(callback), pointer, nopass :: f
    integer(1) :: e
  end type
  type :: classes
    integer(1) :: a
    class(mixed), pointer :: p
    class(mixed), allocatable :: q(:, :)
    class(*), pointer :: r
    integer(1) :: b
  end type
  type :: lengths
    character(len=:), allocatable :: c
    integer :: i
    character(len=:), pointer :: d(:)
    integer(1) :: j
  end type
  type, bind(c) :: interoperable
    type(c_ptr) :: p
    character(c_char) :: name(5)
    real(c_double) :: x
    integer(c_short) :: k
  end type
  type :: sequenced
    sequence
    integer(1) :: a
    real(8) :: x
    integer(1) :: b
  end type
  type :: empty
  end type
  type :: zero
    integer(1) :: x
    integer :: y(0)
    integer(1) :: z
  end type
end module
)";
  Described a(head);
  std::string declarations, prints;
  std::vector<std::string> expected;
  for (const DerivedTypeInfo& type : a.module("m").types) {
    if (type.name == "nothing") continue;
    declarations += fmt::format("type({0}), target :: v_{0}\n", type.name);
    prints += fmt::format("print '(i0)', storage_size(v_{}) / 8\n", type.name);
    expected.push_back(fmt::format("{} {}", type.name, type.size));
    for (const ComponentInfo& component : type.components) {
      const VariableInfo& variable = component.variable;
      // The address of a descriptor cannot be asked for; what follows it tells its size.
      if (variable.pointer || variable.allocatable || variable.is_procedure || type.name == "empty") continue;
      prints += fmt::format("print '(i0)', loc(v_{0}%{1}) - loc(v_{0})\n", type.name, variable.name);
      expected.push_back(fmt::format("{}%{} {}", type.name, variable.name, component.offset));
    }
  }
  std::vector<std::string> lines = run(head + "program p\nuse m\n" + declarations + prints + "end program\n");
  ASSERT_EQ(lines.size(), expected.size());
  for (std::size_t i = 0; i < lines.size(); ++i)
    EXPECT_EQ(expected[i], expected[i].substr(0, expected[i].find(' ') + 1) + trimmed(lines[i]));
}

// What a caller computes from a bound, for given arguments.
std::int64_t computed(const BoundExpression& bound, const std::vector<std::int64_t>& arguments) {
  using Op = BoundExpression::Op;
  std::vector<std::int64_t> v;
  for (const BoundExpression& operand : bound.operands) v.push_back(computed(operand, arguments));
  switch (bound.op) {
  case Op::constant: return bound.value;
  case Op::argument: return arguments[static_cast<std::size_t>(bound.argument)];
  case Op::add: return v[0] + v[1];
  case Op::subtract: return v[0] - v[1];
  case Op::multiply: return v[0] * v[1];
  case Op::divide: return v[0] / v[1];
  case Op::power: {
    std::int64_t result = 1;
    for (std::int64_t i = 0; i < v[1]; ++i) result *= v[0];
    return result;
  }
  case Op::negate: return -v[0];
  case Op::minimum: return *std::min_element(v.begin(), v.end());
  case Op::maximum: return *std::max_element(v.begin(), v.end());
  case Op::modulo: return ((v[0] % v[1]) + v[1]) % v[1];
  default: ADD_FAILURE() << bound.text << ": " << bound.reason; return 0;
  }
}

TEST(Gfortran, bounds_of_arguments) {
  if (!has_gfortran()) GTEST_SKIP() << "needs gfortran";
  std::vector<std::string> uppers{"n",
                                  "n+1",
                                  "2*n-k",
                                  "n/2",
                                  "-n/2",
                                  "(n+k)/3",
                                  "max(n, k, 3)",
                                  "min(n, k)",
                                  "mod(n, 3)",
                                  "mod(-n, 3)",
                                  "modulo(-n, 3)",
                                  "n**2",
                                  "-n**2",
                                  "abs(k-n)",
                                  "halo*(n+2*halo)",
                                  "n-k-1",
                                  "int(n, 8)",
                                  "(n)",
                                  "+n",
                                  "2**k",
                                  "ubound(a0, 1)+1",
                                  "n*(n+1)/2",
                                  "max(0, n-k)*2",
                                  "mod(n*k, 5)-modulo(n-k, 4)"};
  std::string source = "module m\ninteger, parameter :: halo = 2\ncontains\nsubroutine s(n, k";
  for (std::size_t i = 0; i < uppers.size(); ++i) source += fmt::format(", &\na{}", i);
  source += ")\ninteger, intent(in) :: n, k\n";
  for (std::size_t i = 0; i < uppers.size(); ++i)
    source += fmt::format("real :: a{}(-1000:{})\n", i, uppers[i]);
  for (std::size_t i = 0; i < uppers.size(); ++i) source += fmt::format("print '(i0)', ubound(a{}, 1)\n", i);
  source += "end subroutine\nend module\n";
  std::vector<std::pair<int, int>> arguments{{1, 1}, {7, 2}, {10, 13}, {30, 4}, {2, 9}};
  std::string program = source + "program p\nuse m\nreal :: x(10000)\n";
  for (auto [n, k] : arguments) {
    program += fmt::format("call s({}, {}", n, k);
    for (std::size_t i = 0; i < uppers.size(); ++i) program += ", &\nx";
    program += ")\n";
  }
  std::vector<std::string> lines = run(program + "end program\n");
  ASSERT_EQ(lines.size(), uppers.size() * arguments.size());
  Described a(source);
  std::size_t line = 0;
  for (auto [n, k] : arguments)
    for (std::size_t i = 0; i < uppers.size(); ++i) {
      const BoundExpression& upper = a.argument("s", fmt::format("a{}", i)).dimensions.at(0).upper;
      EXPECT_EQ(std::to_string(computed(upper, {n, k})), trimmed(lines[line++]))
          << uppers[i] << " for " << n << ", " << k;
    }
}

} // namespace
} // namespace isotach
