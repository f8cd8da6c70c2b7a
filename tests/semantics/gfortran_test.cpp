// Against gfortran: the same source is analysed here and compiled, run and printed there.
#include <cstdio>
#include <cstring>

#include <fmt/format.h>

#include "semantics/analysed.h"
#include "semantics/gfortran.h"

namespace isotach {
namespace {

using testing_semantics::Analysed;
using testing_semantics::has_gfortran;
using testing_semantics::run;
using testing_semantics::trimmed;

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
  // What overflows in single precision or is no single precision number is left to the double case.
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
    Lookup found = a.semantics.program().lookup(scope, names[i]);
    ImplicitType rule = a.semantics.program().implicit_type(scope, names[i]);
    TypeInfo type = found.found() ? a.semantics.evaluator().type_of(*found.symbol)
                    : rule.type   ? a.semantics.evaluator().type_info(rule.type, nullptr, *rule.scope)
                                  : TypeInfo{};
    if (!found.found() && !rule.type) type.kind = rule.base == BaseType::unknown ? 0 : 4;
    EXPECT_EQ(std::to_string(type.kind), trimmed(lines[i])) << names[i];
  }
}

} // namespace
} // namespace isotach
