// Against gfortran: the same source is analysed here and compiled, run and printed there.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>

#include <unistd.h>

#include <fmt/format.h>

#include "semantics/analysed.h"

namespace isotach {
namespace {

using testing_semantics::Analysed;

bool has_gfortran() { return std::system("gfortran --version >/dev/null 2>&1") == 0; }

// Compiles and runs a program; its output by lines.
std::vector<std::string> run(const std::string& source, const std::string& flags = "") {
  char folder[] = "/tmp/isotach_semantics_XXXXXX";
  if (!mkdtemp(folder)) return {};
  std::string base(folder);
  std::ofstream(base + "/p.f90") << source;
  std::string command =
      "cd " + base + " && gfortran -w " + flags + " -o p p.f90 > log 2>&1 && ./p > out 2>> log";
  bool ok = std::system(command.c_str()) == 0;
  std::ifstream output(base + (ok ? "/out" : "/log"));
  std::vector<std::string> lines;
  for (std::string line; std::getline(output, line);) lines.push_back(line);
  EXPECT_TRUE(ok) << ::testing::PrintToString(lines);
  std::filesystem::remove_all(base);
  if (!ok) lines.clear();
  return lines;
}

std::string trimmed(std::string text) {
  text.erase(0, text.find_first_not_of(' '));
  while (!text.empty() && text.back() == ' ') text.pop_back();
  return text;
}

// Declares each expression as a parameter of a type; prints all in Fortran; compares with our values.
struct Case {
  const char* type;
  const char* expression;
};

std::string ours(const Value& value) {
  if (!value.known) return "unknown: " + value.reason;
  switch (value.base) {
  case BaseType::integer: return std::to_string(value.integer);
  case BaseType::logical: return value.logical ? "T" : "F";
  case BaseType::real: {
    if (value.kind == 4) {
      auto number = static_cast<float>(value.real);
      std::int32_t bits;
      std::memcpy(&bits, &number, sizeof bits);
      return std::to_string(bits);
    }
    auto number = static_cast<double>(value.real);
    std::int64_t bits;
    std::memcpy(&bits, &number, sizeof bits);
    return std::to_string(bits);
  }
  default: return "?";
  }
}

void compare(const std::string& declarations, const std::vector<Case>& cases) {
  std::string head = "module m\n" + declarations, prints;
  int number = 0;
  for (const Case& c : cases) {
    std::string name = fmt::format("v{}", number++), type = c.type;
    head += fmt::format("{}, parameter :: {} = {}\n", type, name, c.expression);
    if (type == "real") prints += fmt::format("print '(i0)', transfer({}, 1)\n", name);
    else if (type == "real(8)") prints += fmt::format("print '(i0)', transfer({}, 1_8)\n", name);
    else if (type == "logical") prints += fmt::format("print '(l1)', {}\n", name);
    else prints += fmt::format("print '(i0)', {}\n", name);
  }
  std::string source = head + "end module\nprogram p\nuse m\n" + prints + "end program\n";
  Analysed a(source);
  std::vector<std::string> lines = run(source, "-fno-range-check");
  ASSERT_EQ(lines.size(), cases.size());
  for (std::size_t i = 0; i < cases.size(); ++i)
    EXPECT_EQ(ours(a.value({"m"}, fmt::format("v{}", i))), trimmed(lines[i])) << cases[i].expression;
}

TEST(Gfortran, kinds_and_inquiries) {
  if (!has_gfortran()) GTEST_SKIP() << "needs gfortran";
  std::vector<std::string> keep;
  std::vector<Case> cases;
  for (int p = 0; p <= 36; p += 3)
    for (int r : {0, 30, 38, 300, 308, 4000, 5000})
      keep.push_back(fmt::format("selected_real_kind({}, {})", p, r));
  for (int r = 0; r < 42; ++r) keep.push_back(fmt::format("selected_int_kind({})", r));
  for (const char* x : {"1.0", "1d0", "1.0_10", "1.0_16"})
    for (const char* f : {"kind", "precision", "range", "digits", "radix", "maxexponent", "minexponent"})
      keep.push_back(fmt::format("{}({})", f, x));
  for (const char* i : {"1_1", "1_2", "1", "1_8", "1_16"})
    for (const char* f : {"kind", "range", "digits", "radix"}) keep.push_back(fmt::format("{}({})", f, i));
  for (const char* x : {"kind('a')",
                        "kind(.true.)",
                        "kind((1.0, 1d0))",
                        "kind(1 + 1.0)",
                        "kind(1_8 * 1_2)",
                        "kind(1.0_10 * 1d0)",
                        "kind(1 == 2)",
                        "kind(real(1d0))",
                        "kind(real((1d0, 2d0)))",
                        "kind(dble(1))",
                        "kind(cmplx(1d0, 1d0))",
                        "kind(cmplx(1d0, 1d0, 8))",
                        "kind(nint(1d0, 8))",
                        "kind(.true. .and. .false._1)",
                        "kind(max(1.0, 2.0))",
                        "selected_char_kind('ASCII')",
                        "selected_char_kind('ISO_10646')",
                        "selected_char_kind('x')",
                        "selected_real_kind(p=10)",
                        "selected_real_kind(r=100)",
                        "selected_real_kind(6, 30, 10)",
                        "bit_size(1_2)",
                        "storage_size(1d0)",
                        "storage_size('abc')",
                        "kind(aimag((1d0, 2d0)))",
                        "kind(abs((1d0, 2d0)))"})
    keep.push_back(x);
  for (const std::string& text : keep) cases.push_back({"integer", text.c_str()});
  compare("", cases);
}

TEST(Gfortran, integer_arithmetic_and_bits) {
  if (!has_gfortran()) GTEST_SKIP() << "needs gfortran";
  compare("", {{"integer", "7 / 2 * 2 - (-7) / 2"},
               {"integer", "2**3**2"},
               {"integer", "-2**2"},
               {"integer", "(-3)**3"},
               {"integer", "5**(-1) + 1**(-5) + (-1)**(-3)"},
               {"integer", "mod(-7, 3)"},
               {"integer", "mod(7, -3)"},
               {"integer", "modulo(-7, 3)"},
               {"integer", "modulo(7, -3)"},
               {"integer", "sign(3, -2)"},
               {"integer", "dim(3, 5)"},
               {"integer", "dim(5, 3)"},
               {"integer", "iand(12, 10)"},
               {"integer", "ior(12, 10)"},
               {"integer", "ieor(12, 10)"},
               {"integer", "not(5)"},
               {"integer", "ishft(1, 31)"},
               {"integer", "ishft(-1, -4)"},
               {"integer", "ishft(3, 32)"},
               {"integer", "ishftc(5, 30)"},
               {"integer", "ishftc(-2, -3)"},
               {"integer", "ibset(0, 7)"},
               {"integer", "ibclr(255, 0)"},
               {"integer", "shiftl(3, 4)"},
               {"integer", "shiftr(-1, 28)"},
               {"integer", "shifta(-16, 2)"},
               {"integer", "popcnt(-1)"},
               {"integer", "leadz(1)"},
               {"integer", "trailz(8)"},
               {"integer", "poppar(7)"},
               {"integer(8)", "huge(1_8)"},
               {"integer(8)", "2_8**62"},
               {"integer(1)", "int(z'f0', 1)"},
               {"integer(2)", "int(z'8001', 2)"},
               {"integer(8)", "int(z'ffffffffffffffff', 8)"},
               {"integer", "nint(2.5)"},
               {"integer", "nint(-2.5)"},
               {"integer", "floor(-1.5)"},
               {"integer", "ceiling(-1.5)"},
               {"integer", "int(-1.9)"},
               {"integer", "int(3.99d0)"},
               {"integer", "max(3, 1, 2) + min(3, 1, 2)"},
               {"integer", "len('abc' // 'de')"},
               {"integer", "len_trim('a b  ')"},
               {"integer", "index('banana', 'an')"},
               {"integer", "index('banana', 'an', .true.)"},
               {"integer", "scan('banana', 'nb')"},
               {"integer", "verify('banana', 'ab')"},
               {"integer", "ichar('z')"},
               {"integer", "iachar(achar(200))"},
               {"integer", "merge(1, 2, 3 > 4)"},
               {"integer", "size([1, 2, 3])"},
               {"integer", "sum([1, 2, 3]) * product([2, 3])"},
               {"integer", "maxval([3, 9, 2]) - minval([3, 9, 2])"},
               {"integer", "count([.true., .false., .true.])"},
               {"integer", "sum([(i * i, i = 1, 10, 2)])"},
               {"integer", "ubound(reshape([1, 2, 3, 4, 5, 6], [2, 3]), 2)"},
               {"logical", "'abc' < 'abd' .and. 'a ' == 'a'"},
               {"logical", "1.0 == 1d0 .neqv. .true."},
               {"logical", "any([1, 2] > 1) .eqv. all([1, 2] > 1)"},
               {"logical", "btest(5, 2)"},
               {"logical", "(1.0, 2.0) == (1.0, 2.0)"}});
}

TEST(Gfortran, real_arithmetic_to_the_last_bit) {
  if (!has_gfortran()) GTEST_SKIP() << "needs gfortran";
  std::vector<std::string> keep;
  std::vector<Case> cases;
  for (const char* x : {"0.1", "0.7", "1.3", "2.9", "0.001"})
    for (const char* f : {"sqrt", "exp", "log", "log10", "sin", "cos", "tan", "atan", "sinh", "cosh", "tanh",
                          "gamma", "erf", "erfc", "asinh", "log_gamma"})
      for (const char* kind : {"", "_8"}) keep.push_back(fmt::format("{}({}{})", f, x, kind));
  for (const char* x : {"asin(0.3d0)",
                        "acos(0.3d0)",
                        "atan2(1d0, -2d0)",
                        "hypot(3d0, 4.1d0)",
                        "acosh(2d0)",
                        "atanh(0.5d0)",
                        "0.1d0 + 0.2d0",
                        "1d0 / 3d0",
                        "1.1d0**0.5d0",
                        "2.5d0**7",
                        "0.3d0**(-11)",
                        "1e-3 * 7",
                        "9.80665d0 / 287.05d0 - 1",
                        "dble(0.1)",
                        "real(0.1d0)",
                        "287.05d0 / (2.0d0 / 7.0d0)",
                        "mod(7.5d0, 2.2d0)",
                        "modulo(-7.5d0, 2.2d0)",
                        "aint(-2.7d0)",
                        "anint(-2.5d0)",
                        "sign(1.5d0, -0.0d0)",
                        "epsilon(1d0)",
                        "tiny(1d0)",
                        "huge(1d0)",
                        "epsilon(1.0)",
                        "tiny(1.0)",
                        "huge(1.0)",
                        "abs((3d0, 4d0))",
                        "max(1d0, 2.5d0)",
                        "4.0 * atan(1.0)",
                        "4d0 * atan(1d0)",
                        "1.0e-40",
                        "real(16777217)",
                        "dble(huge(1_8))",
                        "(1.0 / 3) * 3",
                        "3.0 * 1.1 - 3.3",
                        "1d0 + 1e-8",
                        "aimag(cmplx(1, 2))",
                        "dim(2.5d0, 1.0d0)",
                        "sum([0.1, 0.2, 0.3])"})
    keep.push_back(x);
  for (const std::string& text : keep) {
    cases.push_back({"real(8)", text.c_str()});
    cases.push_back({"real", text.c_str()});
  }
  // What overflows in single precision or is not a single precision number is left to the double case.
  std::erase_if(cases, [](const Case& c) {
    std::string text = c.expression;
    return std::string(c.type) == "real" && (text == "tiny(1d0)" || text == "huge(1d0)");
  });
  compare("", cases);
}

TEST(Gfortran, intrinsic_modules) {
  if (!has_gfortran()) GTEST_SKIP() << "needs gfortran";
  for (std::string_view name : {"iso_c_binding", "iso_fortran_env", "omp_lib", "openacc"}) {
    const Scope* module = intrinsic_module(name);
    ASSERT_NE(module, nullptr);
    std::string prints, specification = fmt::format("use{} {}\nimplicit none\n",
                                                    name.starts_with("iso") ? ", intrinsic ::" : "", name);
    std::vector<const Symbol*> constants;
    for (const Symbol* symbol : module->symbols) {
      if (symbol->kind != SymbolKind::parameter || symbol->builtin->is_array() || !symbol->builtin->known)
        continue;
      if (symbol->builtin->base == BaseType::integer)
        prints += fmt::format("print '(i0)', {}\n", symbol->name);
      else if (symbol->builtin->base == BaseType::character)
        prints += fmt::format("print '(i0)', ichar({})\n", symbol->name);
      else continue;
      constants.push_back(symbol);
    }
    std::vector<std::string> lines =
        run("program p\n" + specification + prints + "end program\n", "-fopenmp -fopenacc");
    ASSERT_EQ(lines.size(), constants.size()) << name;
    for (std::size_t i = 0; i < constants.size(); ++i) {
      const Value& value = *constants[i]->builtin;
      std::string expected = value.base == BaseType::integer
                                 ? std::to_string(value.integer)
                                 : std::to_string(static_cast<unsigned char>(value.text[0]));
      EXPECT_EQ(expected, trimmed(lines[i])) << constants[i]->name;
    }
  }
}

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
  Analysed a(head);
  std::string declarations, prints;
  std::vector<std::string> expected;
  for (const DerivedTypeInfo& type : a.module("m").types) {
    if (type.name == "nothing") continue;
    declarations += fmt::format("type({0}), target :: v_{0}\n", type.name);
    prints += fmt::format("print '(i0)', storage_size(v_{}) / 8\n", type.name);
    expected.push_back(fmt::format("{} {}", type.name, type.size));
    for (const ComponentInfo& component : type.components) {
      const VariableInfo& variable = component.variable;
      // The address of a descriptor cannot be asked for; what follows it shows its size.
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

TEST(Gfortran, types_of_declared_and_implicit_names) {
  if (!has_gfortran()) GTEST_SKIP() << "needs gfortran";
  std::string source = R"(program p
  implicit real(8) (a-c), integer(2) (d), complex(8) (e), logical(1) (f)
  real g
  real*8 h, w
  integer*8 i8
  logical*2 l2
  double precision q
  complex*16 z
  double complex y
  character*3 text
  print '(i0)', kind(a), kind(d), kind(e), kind(f), kind(g), kind(h), kind(w), kind(i8), &
    kind(l2), kind(q), kind(z), kind(y), kind(k), kind(x), len(text)
end program
)";
  Analysed a(source);
  std::vector<std::string> lines = run(source);
  std::vector<std::string> names{"a", "d", "e", "f", "g", "h", "w", "i8", "l2", "q", "z", "y", "k", "x"};
  ASSERT_EQ(lines.size(), names.size() + 1);
  for (std::size_t i = 0; i < names.size(); ++i) {
    const Scope& scope = a.scope({"p"});
    Lookup found = a.semantics.program->lookup(scope, names[i]);
    ImplicitType rule = a.semantics.program->implicit_type(scope, names[i]);
    TypeInfo type = found.found() ? a.semantics.evaluator->type_of(*found.symbol)
                    : rule.type   ? a.semantics.evaluator->type_info(rule.type, nullptr, *rule.scope)
                                  : TypeInfo{};
    if (!found.found() && !rule.type) type.kind = rule.base == BaseType::unknown ? 0 : 4;
    EXPECT_EQ(std::to_string(type.kind), trimmed(lines[i])) << names[i];
  }
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
  Analysed a(source);
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
